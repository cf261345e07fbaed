package dev.kerasguard.operator.status;

import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Set;

/** Derives Ready: the first thing that stands in the way gives it its reason. */
final class Readiness {

    private static final Set<ConditionType> NEEDED = EnumSet.of(
            ConditionType.Accepted, ConditionType.ResolvedRefs, ConditionType.ModelVerified, ConditionType.Available);

    private Readiness() {}

    static Statement of(Collection<Statement> statements) {
        return statements.stream()
                .filter(statement -> NEEDED.contains(statement.type()) && !statement.holds())
                .min(Comparator.comparing((Statement s) -> s.truth() == Truth.Unknown)
                        .thenComparing(Statement::type))
                .map(first -> new Statement(ConditionType.Ready, first.truth(), first.reason(), first.message()))
                .orElseGet(() -> statements.stream()
                        .filter(statement -> statement.type() == ConditionType.Available)
                        .findFirst()
                        .map(available -> Statement.yes(ConditionType.Ready, Reason.Serving, available.message()))
                        .orElseGet(() ->
                                Statement.unknown(ConditionType.Ready, Reason.NoReplicas, "nothing is known yet")));
    }
}
