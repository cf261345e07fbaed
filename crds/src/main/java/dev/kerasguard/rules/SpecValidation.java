package dev.kerasguard.rules;

import dev.kerasguard.api.v1alpha1.KerasInferencePolicy;
import dev.kerasguard.api.v1alpha1.KerasInferenceService;
import dev.kerasguard.api.v1alpha1.KerasInferenceServiceSpec;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Says everything that is wrong with a spec: what the webhook refuses, what the operator does not accept and what
 * {@code kg lint} lists.
 *
 * <p>An update ratchets: a violation that the old object already had, at the same value, does not stand in the way of
 * changing something else. Otherwise a policy that becomes stricter would block every edit of the services that it
 * caught, also the ones that mend them step by step.
 */
public final class SpecValidation {

    private SpecValidation() {}

    /**
     * Every violation of a service, in the order of {@link Rules#services()}.
     *
     * @param old what the update replaces; null: a creation, or no ratcheting wanted
     * @param service with the CRD's defaults filled in
     * @param policies all policies of the cluster, whether or not they select the namespace
     * @param namespaceLabels labels of the service's namespace, with {@code kubernetes.io/metadata.name}
     */
    public static List<Violation> validate(
            @Nullable KerasInferenceService old,
            KerasInferenceService service,
            Collection<KerasInferencePolicy> policies,
            Map<String, String> namespaceLabels) {
        EffectivePolicy policy = EffectivePolicy.of(policies, namespaceLabels);
        List<Violation> before = old == null ? List.of() : violations(old, policy);
        return Ratchet.withoutInherited(violations(service, policy), before, service, old);
    }

    /**
     * Every violation of a policy, in the order of {@link Rules#policies()}.
     *
     * @param old what the update replaces; null: a creation
     */
    public static List<Violation> validate(@Nullable KerasInferencePolicy old, KerasInferencePolicy policy) {
        List<Violation> before = old == null ? List.of() : violations(old);
        return Ratchet.withoutInherited(violations(policy), before, policy, old);
    }

    private static List<Violation> violations(KerasInferenceService service, EffectivePolicy policy) {
        List<Violation> missing = missing(service.getSpec());
        return missing.isEmpty() ? all(Rules.services(), new Candidate(service, policy)) : missing;
    }

    private static List<Violation> violations(KerasInferencePolicy policy) {
        return policy.getSpec() == null ? List.of(required("spec", "{}")) : all(Rules.policies(), policy);
    }

    private static <S> List<Violation> all(List<Rule<S>> rules, S subject) {
        return rules.stream().flatMap(rule -> rule.violations(subject).stream()).toList();
    }

    // The API server never lets these through; a file that is linted, or an object built in code, may lack them.
    private static List<Violation> missing(@Nullable KerasInferenceServiceSpec spec) {
        if (spec == null) {
            return List.of(required("spec", "model and resources"));
        }
        return Stream.of(
                        isNull(spec.model()) || isNull(spec.model().uri())
                                ? Stream.of(required("spec.model.uri", "such as pvc://models/digits.keras"))
                                : Stream.<Violation>empty(),
                        isNull(spec.resources()) || isNull(spec.resources().limits())
                                ? Stream.of(required("spec.resources.limits", "such as {cpu: \"1\", memory: 1Gi}"))
                                : Stream.<Violation>empty())
                .flatMap(violations -> violations)
                .toList();
    }

    private static Violation required(String field, String right) {
        return new Violation(field, "Required", "is missing; write " + right);
    }

    // Components that JSON may leave out, whatever their type says.
    private static boolean isNull(@Nullable Object component) {
        return component == null;
    }
}
