package dev.kerasguard.rules;

import dev.kerasguard.api.v1alpha1.KerasInferencePolicy;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Decides which policies select a namespace, by the namespace's labels. */
public final class PolicySelector {

    private PolicySelector() {}

    /** The policies that select a namespace with these labels, by name. */
    public static List<KerasInferencePolicy> selecting(
            Collection<KerasInferencePolicy> policies, Map<String, String> namespaceLabels) {
        return policies.stream()
                .filter(policy -> policy.getSpec() != null)
                .filter(policy -> selects(policy.getSpec().namespaceSelector(), namespaceLabels))
                .sorted(Comparator.comparing(policy -> policy.getMetadata().getName()))
                .toList();
    }

    /** Whether the selector matches the labels, as the API server would decide it; an absent selector matches all. */
    public static boolean selects(@Nullable LabelSelector selector, Map<String, String> labels) {
        if (selector == null) {
            return true;
        }
        Map<String, String> matchLabels = Objects.requireNonNullElse(selector.getMatchLabels(), Map.of());
        List<LabelSelectorRequirement> expressions =
                Objects.requireNonNullElse(selector.getMatchExpressions(), List.of());
        return matchLabels.entrySet().stream().allMatch(e -> e.getValue().equals(labels.get(e.getKey())))
                && expressions.stream().allMatch(expression -> matches(expression, labels));
    }

    // An operator that this version does not know selects: a policy then holds too widely rather than not at all.
    private static boolean matches(LabelSelectorRequirement expression, Map<String, String> labels) {
        String value = labels.get(expression.getKey());
        List<String> values = Objects.requireNonNullElse(expression.getValues(), List.of());
        return switch (String.valueOf(expression.getOperator())) {
            case "In" -> value != null && values.contains(value);
            case "NotIn" -> value == null || !values.contains(value);
            case "Exists" -> value != null;
            case "DoesNotExist" -> value == null;
            default -> true;
        };
    }
}
