package dev.kerasguard.operator.events;

import dev.kerasguard.operator.status.ConditionType;
import dev.kerasguard.operator.status.Conditions;
import dev.kerasguard.operator.status.Truth;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Something that people want to know of: all events of the operator are made here.
 *
 * @param warning whether somebody should act
 * @param reason CamelCase
 * @param action what the operator did
 * @param condition the condition that changed
 */
record Notice(boolean warning, String reason, String action, Condition condition) {

    /** What is to be told about a change from one list of conditions to another. */
    static List<Notice> of(@Nullable List<Condition> before, @Nullable List<Condition> after) {
        return Stream.of(
                        ConditionType.Accepted,
                        ConditionType.ResolvedRefs,
                        ConditionType.ModelVerified,
                        ConditionType.Available,
                        ConditionType.AnomalyDetected)
                .flatMap(type -> Conditions.find(after, type)
                        .filter(now -> hasChanged(Conditions.find(before, type), now))
                        .flatMap(now -> of(type, Conditions.find(before, type).map(Condition::getStatus), now))
                        .stream())
                .toList();
    }

    private static boolean hasChanged(Optional<Condition> before, Condition now) {
        return before.filter(old -> Objects.equals(old.getStatus(), now.getStatus())
                        && Objects.equals(old.getReason(), now.getReason()))
                .isEmpty();
    }

    private static Optional<Notice> of(ConditionType type, Optional<String> before, Condition now) {
        return switch (type) {
            case Accepted -> told(now, "Accepted", "Rejected", "Accept");
            case ResolvedRefs -> told(now, null, now.getReason(), "Resolve");
            case ModelVerified -> told(now, "ModelVerified", "ModelRefused", "Verify");
            case Available ->
                // That replicas are on their way is no news before the first one has answered.
                before.filter(Truth.True.name()::equals).isPresent() || !isWaiting(now)
                        ? told(now, "Available", "Unavailable", "Observe")
                        : Optional.empty();
            case AnomalyDetected -> anomaly(before, now);
            case Progressing, Ready -> Optional.empty();
        };
    }

    private static Optional<Notice> told(
            Condition now, @Nullable String reasonWhenTrue, String reasonWhenFalse, String action) {
        return switch (Truth.valueOf(now.getStatus())) {
            case True -> Optional.ofNullable(reasonWhenTrue).map(reason -> new Notice(false, reason, action, now));
            case False -> Optional.of(new Notice(true, reasonWhenFalse, action, now));
            case Unknown -> Optional.empty();
        };
    }

    private static Optional<Notice> anomaly(Optional<String> before, Condition now) {
        return switch (Truth.valueOf(now.getStatus())) {
            case True -> Optional.of(new Notice(true, "AnomalyDetected", "Detect", now));
            case False ->
                before.filter(Truth.True.name()::equals).map(_ -> new Notice(false, "AnomalyCleared", "Detect", now));
            case Unknown -> Optional.empty();
        };
    }

    private static boolean isWaiting(Condition available) {
        return List.of("NoReplicas", "ReplicasStarting").contains(available.getReason());
    }
}
