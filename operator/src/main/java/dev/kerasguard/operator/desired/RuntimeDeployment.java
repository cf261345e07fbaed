package dev.kerasguard.operator.desired;

import dev.kerasguard.runtime.config.RuntimeConfig;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.util.Map;

/** Keeps the replicas, and replaces them without one that is missing. */
final class RuntimeDeployment {

    private RuntimeDeployment() {}

    /** The Deployment; without a number of replicas where the autoscaler decides it. */
    static Deployment of(Target target, RuntimeConfig config, String checksum) {
        Wanted wanted = target.wanted();
        ObjectMeta metadata = Owned.by(target, target.name());
        metadata.setAnnotations(Map.of(Labels.REPLICAS, wanted.autoscaled() ? Labels.AUTOSCALED : Labels.FIXED));
        return new DeploymentBuilder()
                .withMetadata(metadata)
                .withNewSpec()
                .withReplicas(wanted.autoscaled() ? null : wanted.minReplicas())
                .withRevisionHistoryLimit(2)
                .withNewSelector()
                .withMatchLabels(Labels.selector(target.name()))
                .endSelector()
                .withNewStrategy()
                .withType("RollingUpdate")
                .withNewRollingUpdate()
                .withNewMaxSurge(1)
                .withNewMaxUnavailable(0)
                .endRollingUpdate()
                .endStrategy()
                .withTemplate(RuntimePod.of(target, config, checksum))
                .endSpec()
                .build();
    }
}
