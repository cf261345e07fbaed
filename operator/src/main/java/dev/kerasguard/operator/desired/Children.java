package dev.kerasguard.operator.desired;

import dev.kerasguard.runtime.config.RuntimeConfig;
import dev.kerasguard.runtime.config.RuntimeConfigFile;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All objects that a service is made of.
 *
 * @param autoscaler empty where the number of replicas is fixed
 */
public record Children(
        ConfigMap config,
        NetworkPolicy networkPolicy,
        Service service,
        PodDisruptionBudget disruptionBudget,
        Deployment deployment,
        Optional<HorizontalPodAutoscaler> autoscaler) {

    /**
     * The children of a service.
     *
     * @param live what its replicas run with now
     */
    public static Children of(Target target, LiveConfig live) {
        RuntimeConfig config = live.bounds()
                .map(bounds -> RuntimeConfigs.of(target, bounds))
                .filter(kept -> live.isCurrent(RuntimeConfigFile.write(kept)))
                .orElseGet(() -> RuntimeConfigs.of(target, ModelBounds.of(target.policy())));
        String json = RuntimeConfigFile.write(config);
        return new Children(
                RuntimeConfigMap.of(target, json, live.stillNeeded()),
                RuntimeNetworkPolicy.of(target),
                RuntimeService.of(target),
                RuntimeDisruptionBudget.of(target),
                RuntimeDeployment.of(target, config, Checksum.of(json)),
                RuntimeAutoscaler.of(target));
    }

    /** All of them, in the order in which they are applied: what a replica needs before the replicas. */
    public List<HasMetadata> inOrder() {
        return Stream.concat(
                        Stream.<HasMetadata>of(config, networkPolicy, service, disruptionBudget, deployment),
                        autoscaler.stream())
                .toList();
    }
}
