package dev.kerasguard.operator.reconcile;

import dev.kerasguard.api.v1alpha1.KerasInferenceService;
import dev.kerasguard.api.v1alpha1.KerasInferenceServiceStatus;
import dev.kerasguard.api.v1alpha1.KerasInferenceServiceStatus.Anomaly;
import dev.kerasguard.operator.desired.Labels;
import dev.kerasguard.operator.desired.RuntimeService;
import dev.kerasguard.operator.events.EventRecorder;
import dev.kerasguard.operator.observation.Observation;
import dev.kerasguard.operator.replicas.Replicas;
import dev.kerasguard.operator.status.Conditions;
import dev.kerasguard.operator.status.Statement;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Last step: writes the status when it differs, and an event for each transition that people want to know of. */
final class Report {

    private final Conditions conditions;
    private final EventRecorder events;

    Report(Clock clock) {
        this.conditions = new Conditions(clock);
        this.events = new EventRecorder(clock);
    }

    /**
     * Writes what differs.
     *
     * @return false when the service changed meanwhile, so that what is to be said must be found out anew
     */
    boolean write(
            KerasInferenceService service,
            List<Statement> statements,
            Replicas replicas,
            Observation observation,
            Context<KerasInferenceService> context) {
        KerasInferenceServiceStatus before = Objects.requireNonNullElse(
                service.getStatus(),
                new KerasInferenceServiceStatus(null, null, null, null, null, null, null, null, null));
        String namespace = service.getMetadata().getNamespace();
        String name = service.getMetadata().getName();
        Long generation = service.getMetadata().getGeneration();
        KerasInferenceServiceStatus status = new KerasInferenceServiceStatus(
                generation,
                conditions.merge(before.conditions(), statements, generation),
                RuntimeService.url(namespace, name),
                latest(observation.model(), before.model()),
                replicas.pods().size(),
                replicas.ready(),
                "%s=%s".formatted(Labels.SERVICE, name),
                latest(observation.traffic(), before.traffic()),
                unusual(latest(observation.anomaly(), before.anomaly())));
        if (status.equals(before)) {
            return true;
        }
        if (!StatusWrite.of(service, status, context)) {
            return false;
        }
        events.record(service, before.conditions(), status.conditions(), context.getClient());
        return true;
    }

    // An object without a field is none to the API server; nothing unusual is no object.
    private static @Nullable Anomaly unusual(@Nullable Anomaly anomaly) {
        return anomaly == null || anomaly.severity() == null ? null : anomaly;
    }

    // Who has just begun to measure knows nothing; what was known before is better than nothing.
    private static <T> @Nullable T latest(@Nullable T now, @Nullable T before) {
        return now == null ? before : now;
    }
}
