package dev.kerasguard.operator;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What the operator's own deployment decides, from the environment: {@code KERASGUARD_RUNTIME_IMAGE} and so on. */
@ConfigMapping(prefix = "kerasguard")
interface OperatorSettings {

    /** Image of the runtime's containers. */
    @WithDefault("docker.io/kerasguard/runtime:dev")
    String runtimeImage();

    /** Namespace that the operator lives in. */
    @WithDefault("kerasguard-system")
    String namespace();

    /** The name by which this replica is known to the others. */
    @WithDefault("kerasguard-operator")
    String podName();

    /** Whether replicas of the operator agree on one that acts. */
    @WithDefault("true")
    boolean leaderElection();
}
