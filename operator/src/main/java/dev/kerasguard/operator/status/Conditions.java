package dev.kerasguard.operator.status;

import io.fabric8.kubernetes.api.model.Condition;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Merges what the steps say into the conditions of a status: the only place where a transition gets its time. */
public final class Conditions {

    private final Clock clock;

    /** @param clock tells the time of a transition */
    public Conditions(Clock clock) {
        this.clock = clock;
    }

    /**
     * The conditions of a service, with Ready derived.
     *
     * @param previous of the status so far; one whose truth stays keeps its time, one that nobody speaks of is kept
     * @param statements at most one of each type
     * @param generation of the spec that was looked at
     */
    public List<Condition> merge(
            @Nullable List<Condition> previous, List<Statement> statements, @Nullable Long generation) {
        List<Statement> all = new ArrayList<>(statements);
        all.add(Readiness.of(statements));
        return mergeStated(previous, all, generation);
    }

    /** The conditions of something else than a service: as stated, nothing derived. */
    public List<Condition> mergeStated(
            @Nullable List<Condition> previous, List<Statement> statements, @Nullable Long generation) {
        List<Condition> before = previous == null ? List.of() : previous;
        Map<ConditionType, Statement> stated = new EnumMap<>(ConditionType.class);
        statements.forEach(statement -> stated.put(statement.type(), statement));
        List<Condition> merged = new ArrayList<>();
        for (ConditionType type : ConditionType.values()) {
            Optional<Condition> old = find(before, type);
            Optional.ofNullable(stated.get(type))
                    .map(statement -> condition(statement, old, generation))
                    .or(() -> old)
                    .ifPresent(merged::add);
        }
        return List.copyOf(merged);
    }

    /** The condition of a type. */
    public static Optional<Condition> find(@Nullable List<Condition> conditions, ConditionType type) {
        return conditions == null
                ? Optional.empty()
                : conditions.stream()
                        .filter(condition -> type.name().equals(condition.getType()))
                        .findFirst();
    }

    private Condition condition(Statement statement, Optional<Condition> before, @Nullable Long generation) {
        String since = before.filter(old -> statement.truth().name().equals(old.getStatus()))
                .map(Condition::getLastTransitionTime)
                .orElseGet(() -> clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
        Condition condition = new Condition();
        condition.setType(statement.type().name());
        condition.setStatus(statement.truth().name());
        condition.setReason(statement.reason());
        condition.setMessage(statement.message());
        condition.setLastTransitionTime(since);
        condition.setObservedGeneration(generation);
        return condition;
    }
}
