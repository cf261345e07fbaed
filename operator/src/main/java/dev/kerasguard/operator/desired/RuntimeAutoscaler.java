package dev.kerasguard.operator.desired;

import dev.kerasguard.api.v1alpha1.KerasInferenceServiceSpec.Scaling;
import dev.kerasguard.api.v1alpha1.KerasInferenceServiceSpec.ScalingMetric;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricSpec;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricSpecBuilder;
import java.util.Optional;

/** Decides the number of replicas between the spec's bounds. */
final class RuntimeAutoscaler {

    private RuntimeAutoscaler() {}

    /** The autoscaler; empty where the bounds leave it nothing to decide. */
    static Optional<HorizontalPodAutoscaler> of(Target target) {
        Wanted wanted = target.wanted();
        if (!wanted.autoscaled()) {
            return Optional.empty();
        }
        Scaling scaling = target.service().getSpec().scaling();
        return Optional.of(new HorizontalPodAutoscalerBuilder()
                .withMetadata(Owned.by(target, target.name()))
                .withNewSpec()
                .withNewScaleTargetRef("apps/v1", "Deployment", target.name())
                .withMinReplicas(wanted.minReplicas())
                .withMaxReplicas(wanted.maxReplicas())
                .withMetrics(
                        wanted.metrics().stream().map(RuntimeAutoscaler::metric).toList())
                .withBehavior(scaling == null ? null : scaling.behavior())
                .endSpec()
                .build());
    }

    private static MetricSpec metric(ScalingMetric metric) {
        return switch (metric.type()) {
            case Cpu ->
                new MetricSpecBuilder()
                        .withType("Resource")
                        .withNewResource()
                        .withName("cpu")
                        .withNewTarget()
                        .withType("Utilization")
                        .withAverageUtilization(metric.target())
                        .endTarget()
                        .endResource()
                        .build();
        };
    }
}
