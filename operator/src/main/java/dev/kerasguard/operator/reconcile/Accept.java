package dev.kerasguard.operator.reconcile;

import dev.kerasguard.api.v1alpha1.KerasInferenceService;
import dev.kerasguard.operator.status.ConditionType;
import dev.kerasguard.operator.status.Reason;
import dev.kerasguard.operator.status.Statement;
import dev.kerasguard.rules.SpecValidation;
import dev.kerasguard.rules.Violation;
import java.util.List;
import java.util.stream.Collectors;

/**
 * First step: may this service be? The webhook asks the same rules, but may have been off, or a policy has become
 * stricter since. A refusal changes nothing in the cluster: what runs goes on running.
 */
final class Accept {

    private Accept() {}

    static Statement judge(KerasInferenceService service, Surroundings surroundings) {
        List<Violation> violations =
                SpecValidation.validate(null, service, surroundings.policies(), surroundings.namespaceLabels());
        return violations.isEmpty()
                ? Statement.yes(ConditionType.Accepted, Reason.Valid, "the spec keeps every rule")
                : Statement.no(
                        ConditionType.Accepted,
                        Reason.InvalidSpec,
                        violations.stream().map(Violation::toString).collect(Collectors.joining("; ")));
    }
}
