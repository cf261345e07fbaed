package dev.kerasguard.rules;

import dev.kerasguard.api.v1alpha1.KerasInferencePolicy;
import dev.kerasguard.api.v1alpha1.KerasInferencePolicySpec;
import dev.kerasguard.api.v1alpha1.KerasInferencePolicySpec.Limits;
import dev.kerasguard.api.v1alpha1.KerasInferencePolicySpec.Models;
import dev.kerasguard.api.v1alpha1.KerasInferencePolicySpec.Quota;
import dev.kerasguard.api.v1alpha1.KerasInferenceServiceSpec.Format;
import dev.kerasguard.rules.Rule.Problem;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Rules about policies: that what a platform team writes is what it means. */
final class PolicyRules {

    /** A prefix that no model's URI can have allows nothing; one that ends within a host's name allows strangers. */
    static final Rule<KerasInferencePolicy> PREFIXES_WELL_FORMED =
            new Rule<>("PrefixesWellFormed", PolicyRules::prefixesWellFormed);

    /** An amount that cannot be read would bound nothing. */
    static final Rule<KerasInferencePolicy> BOUNDS_WELL_FORMED =
            new Rule<>("BoundsWellFormed", PolicyRules::boundsWellFormed);

    /** Auto is how a service asks, not a format that a file can have. */
    static final Rule<KerasInferencePolicy> FORMATS_NAMED = new Rule<>("FormatsNamed", PolicyRules::formatsNamed);

    private static final Set<String> SCHEMES = Set.of("pvc", "https", "http");

    private PolicyRules() {}

    private static Stream<Problem> prefixesWellFormed(KerasInferencePolicy policy) {
        List<String> prefixes = models(policy).map(Models::allowedUriPrefixes).orElse(List.of());
        return IntStream.range(0, prefixes.size())
                .filter(i -> !isPrefix(prefixes.get(i)))
                .mapToObj(i -> new Problem(
                        "spec.models.allowedUriPrefixes[%d]".formatted(i),
                        "%s is not a prefix of model URIs; write such as pvc://, pvc://models/ or https://models.example/team/"
                                .formatted(UriRules.shown(prefixes.get(i)))));
    }

    private static boolean isPrefix(String prefix) {
        ModelUri uri = ModelUri.parse(prefix);
        return uri != null
                && SCHEMES.contains(uri.scheme())
                && uri.userInfo() == null
                && uri.query() == null
                && uri.fragment() == null
                && !(uri.host().isEmpty() && !uri.path().isEmpty())
                && UriRules.isPlain(prefix)
                && (uri.host().isEmpty() || !uri.isHttp() || HostRules.isName(uri.host()));
    }

    private static Stream<Problem> boundsWellFormed(KerasInferencePolicy policy) {
        Map<String, @Nullable Quantity> amounts = new TreeMap<>();
        models(policy).ifPresent(models -> amounts.put("spec.models.maxBytes", models.maxBytes()));
        limits(policy).ifPresent(limits -> {
            amounts.put("spec.limits.maxCpu", limits.maxCpu());
            amounts.put("spec.limits.maxMemory", limits.maxMemory());
        });
        quota(policy).ifPresent(quota -> {
            amounts.put("spec.quota.cpu", quota.cpu());
            amounts.put("spec.quota.memory", quota.memory());
        });
        Stream<Problem> quantities = amounts.entrySet().stream()
                .filter(bound -> bound.getValue() != null && !isBound(bound.getValue()))
                .map(bound -> new Problem(
                        bound.getKey(),
                        "%s is not an amount of zero or more; write such as 500m or 1Gi"
                                .formatted(Quoted.text(Objects.toString(bound.getValue())))));
        return Stream.concat(quantities, Stream.concat(counts(policy), maxTimeout(policy)));
    }

    private static boolean isBound(@Nullable Quantity quantity) {
        BigDecimal amount = Amount.of(quantity);
        return amount != null && amount.signum() >= 0;
    }

    private static Stream<Problem> counts(KerasInferencePolicy policy) {
        Map<String, @Nullable Integer> counts = new TreeMap<>();
        limits(policy).ifPresent(limits -> {
            counts.put("spec.limits.maxGpus", limits.maxGpus());
            counts.put("spec.limits.maxReplicas", limits.maxReplicas());
        });
        quota(policy).ifPresent(quota -> {
            counts.put("spec.quota.services", quota.services());
            counts.put("spec.quota.gpus", quota.gpus());
        });
        return counts.entrySet().stream()
                .filter(count -> Objects.requireNonNullElse(count.getValue(), 0) < 0)
                .map(count ->
                        new Problem(count.getKey(), "%d is negative; write 0 or more".formatted(count.getValue())));
    }

    private static Stream<Problem> maxTimeout(KerasInferencePolicy policy) {
        try {
            limits(policy).map(Limits::maxTimeout).ifPresent(GoDuration::parse);
            return Stream.empty();
        } catch (IllegalArgumentException e) {
            return Stream.of(new Problem("spec.limits.maxTimeout", Objects.toString(e.getMessage())));
        }
    }

    private static Stream<Problem> formatsNamed(KerasInferencePolicy policy) {
        return models(policy).map(Models::formats).orElse(List.of()).contains(Format.Auto)
                ? Stream.of(new Problem("spec.models.formats", "Auto is not a format; write Keras, SavedModel or both"))
                : Stream.empty();
    }

    private static Optional<Models> models(KerasInferencePolicy policy) {
        return Optional.of(policy.getSpec()).map(KerasInferencePolicySpec::models);
    }

    private static Optional<Limits> limits(KerasInferencePolicy policy) {
        return Optional.of(policy.getSpec()).map(KerasInferencePolicySpec::limits);
    }

    private static Optional<Quota> quota(KerasInferencePolicy policy) {
        return Optional.of(policy.getSpec()).map(KerasInferencePolicySpec::quota);
    }
}
