package dev.kerasguard.operator.reconcile;

import dev.kerasguard.api.v1alpha1.KerasInferenceService;
import dev.kerasguard.operator.observation.Observation;
import dev.kerasguard.operator.replicas.Replicas;
import dev.kerasguard.operator.status.ConditionType;
import dev.kerasguard.operator.status.Conditions;
import dev.kerasguard.operator.status.Reason;
import dev.kerasguard.operator.status.Statement;
import dev.kerasguard.operator.status.Truth;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.util.Optional;

/** Fourth step: what became of it? Looks at watched objects only; asks nobody. */
final class Observe {

    private Observe() {}

    static Replicas replicas(Context<KerasInferenceService> context) {
        return Replicas.of(
                context.getSecondaryResource(Deployment.class).orElse(null), context.getSecondaryResources(Pod.class));
    }

    /** What was measured, as a condition; empty: what was said before still holds. */
    static Optional<Statement> anomaly(KerasInferenceService service, Observation observation) {
        if (observation.anomaly() == null) {
            boolean judged = service.getStatus() != null
                    && Conditions.find(service.getStatus().conditions(), ConditionType.AnomalyDetected)
                            .filter(said -> !Truth.Unknown.name().equals(said.getStatus()))
                            .isPresent();
            return judged
                    ? Optional.empty()
                    : Optional.of(Statement.unknown(
                            ConditionType.AnomalyDetected,
                            Reason.Learning,
                            "what is normal for this service is still being learned"));
        }
        return Optional.of(
                observation.anomaly().severity() == null
                        ? Statement.no(ConditionType.AnomalyDetected, Reason.WithinNormal, "nothing is unusual")
                        : Statement.yes(
                                ConditionType.AnomalyDetected,
                                Reason.OutsideNormal,
                                observation.anomalyMessage() == null
                                        ? "a signal left its normal range"
                                        : observation.anomalyMessage()));
    }
}
