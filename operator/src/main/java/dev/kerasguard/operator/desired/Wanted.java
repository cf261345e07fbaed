package dev.kerasguard.operator.desired;

import static java.util.Objects.requireNonNullElse;

import dev.kerasguard.api.v1alpha1.KerasInferenceServiceSpec;
import dev.kerasguard.api.v1alpha1.KerasInferenceServiceSpec.Amounts;
import dev.kerasguard.api.v1alpha1.KerasInferenceServiceSpec.Gpu;
import dev.kerasguard.api.v1alpha1.KerasInferenceServiceSpec.MetricType;
import dev.kerasguard.api.v1alpha1.KerasInferenceServiceSpec.Network;
import dev.kerasguard.api.v1alpha1.KerasInferenceServiceSpec.Scaling;
import dev.kerasguard.api.v1alpha1.KerasInferenceServiceSpec.ScalingMetric;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import java.util.List;

/**
 * What the cluster must give a service, complete. The CRD's schema fills in the same defaults when a service is stored;
 * they are repeated here for a service that was stored before the schema had them.
 *
 * @param limits of a replica; the CPU may be absent where a policy waives it
 * @param requests of a replica; the limits where the spec is silent
 * @param gpus of a replica
 * @param minReplicas replicas at rest
 * @param maxReplicas at least {@code minReplicas}
 * @param metrics what the autoscaler acts on
 * @param allowFrom who may call; empty: the namespace
 */
record Wanted(
        Amounts limits,
        Amounts requests,
        int gpus,
        int minReplicas,
        int maxReplicas,
        List<ScalingMetric> metrics,
        List<NetworkPolicyPeer> allowFrom) {

    static Wanted of(KerasInferenceServiceSpec spec) {
        Amounts limits = spec.resources().limits();
        Amounts requests = requireNonNullElse(spec.resources().requests(), limits);
        Gpu gpu = spec.gpu();
        Scaling scaling = requireNonNullElse(spec.scaling(), new Scaling(null, null, null, null));
        int minReplicas = requireNonNullElse(scaling.minReplicas(), 1);
        return new Wanted(
                limits,
                new Amounts(
                        requests.cpu() == null ? limits.cpu() : requests.cpu(),
                        requests.memory() == null ? limits.memory() : requests.memory()),
                gpu == null ? 0 : gpu.count(),
                minReplicas,
                Math.max(minReplicas, requireNonNullElse(scaling.maxReplicas(), minReplicas)),
                scaling.metrics() == null || scaling.metrics().isEmpty()
                        ? List.of(new ScalingMetric(MetricType.Cpu, 70))
                        : scaling.metrics(),
                requireNonNullElse(
                        requireNonNullElse(spec.network(), new Network(null)).allowFrom(), List.of()));
    }

    /** Whether the number of replicas is the autoscaler's to decide. */
    boolean autoscaled() {
        return maxReplicas > minReplicas;
    }
}
