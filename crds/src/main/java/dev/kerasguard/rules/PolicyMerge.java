package dev.kerasguard.rules;

import static java.util.Comparator.naturalOrder;

import dev.kerasguard.api.v1alpha1.KerasInferencePolicy;
import dev.kerasguard.api.v1alpha1.KerasInferencePolicySpec;
import dev.kerasguard.api.v1alpha1.KerasInferencePolicySpec.Limits;
import dev.kerasguard.api.v1alpha1.KerasInferencePolicySpec.Models;
import dev.kerasguard.api.v1alpha1.KerasInferencePolicySpec.Quota;
import dev.kerasguard.api.v1alpha1.KerasInferenceServiceSpec.Format;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Merges policies value by value: what several set becomes the strictest, what none sets stays built in. */
final class PolicyMerge {

    private static final Comparator<Boolean> TRUE_FIRST = Comparator.reverseOrder();
    private static final Comparator<Quantity> SMALLEST_FIRST = Comparator.comparing(Quantity::getNumericalAmount);

    private final Collection<KerasInferencePolicy> policies;

    PolicyMerge(Collection<KerasInferencePolicy> policies) {
        this.policies = policies;
    }

    EffectivePolicy merged() {
        EffectivePolicy base = EffectivePolicy.DEFAULT;
        return new EffectivePolicy(
                common(models(Models::allowedUriPrefixes), UriPrefix::intersection, base.allowedUriPrefixes()),
                strictest(models(Models::requireDigest), TRUE_FIRST, base.requireDigest()),
                strictest(models(m -> wellFormed(m.maxBytes())), SMALLEST_FIRST, base.maxBytes()),
                common(models(m -> formats(m.formats())), PolicyMerge::intersection, base.formats()),
                common(
                        models(m -> m.customLayers() == null ? null : Set.copyOf(m.customLayers())),
                        PolicyMerge::intersection,
                        base.customLayers()),
                strictest(limits(l -> wellFormed(l.maxCpu())), SMALLEST_FIRST, base.maxCpu()),
                strictest(limits(l -> wellFormed(l.maxMemory())), SMALLEST_FIRST, base.maxMemory()),
                strictest(limits(Limits::maxGpus), naturalOrder(), base.maxGpus()),
                strictest(limits(Limits::maxReplicas), naturalOrder(), base.maxReplicas()),
                strictest(limits(Limits::requireCpuLimit), TRUE_FIRST, base.requireCpuLimit()),
                strictest(limits(l -> duration(l.maxTimeout())), naturalOrder(), base.maxTimeout()),
                new EffectivePolicy.NamespaceQuota(
                        strictest(quotas(Quota::services), naturalOrder()),
                        strictest(quotas(q -> wellFormed(q.cpu())), SMALLEST_FIRST),
                        strictest(quotas(q -> wellFormed(q.memory())), SMALLEST_FIRST),
                        strictest(quotas(Quota::gpus), naturalOrder())),
                strictest(settings(KerasInferencePolicySpec::requireRateLimit), TRUE_FIRST, base.requireRateLimit()));
    }

    private <T> List<Setting<T>> settings(Function<KerasInferencePolicySpec, @Nullable T> value) {
        return policies.stream()
                .flatMap(policy -> {
                    T set = policy.getSpec() == null ? null : value.apply(policy.getSpec());
                    String source =
                            "policy \"%s\"".formatted(policy.getMetadata().getName());
                    return set == null ? Stream.<Setting<T>>empty() : Stream.of(new Setting<>(set, source));
                })
                .toList();
    }

    private <T> List<Setting<T>> models(Function<Models, @Nullable T> value) {
        return settings(spec -> spec.models() == null ? null : value.apply(spec.models()));
    }

    private <T> List<Setting<T>> limits(Function<Limits, @Nullable T> value) {
        return settings(spec -> spec.limits() == null ? null : value.apply(spec.limits()));
    }

    private <T> List<Setting<T>> quotas(Function<Quota, @Nullable T> value) {
        return settings(spec -> spec.quota() == null ? null : value.apply(spec.quota()));
    }

    private static <T> @Nullable Setting<T> strictest(List<Setting<T>> settings, Comparator<T> strictestFirst) {
        return settings.stream()
                .min(Comparator.comparing(Setting::value, strictestFirst))
                .orElse(null);
    }

    private static <T> Setting<T> strictest(
            List<Setting<T>> settings, Comparator<T> strictestFirst, Setting<T> otherwise) {
        Setting<T> strictest = strictest(settings, strictestFirst);
        return strictest == null ? otherwise : strictest;
    }

    private static <T> Setting<T> common(
            List<Setting<T>> settings, BinaryOperator<T> intersection, Setting<T> otherwise) {
        return settings.stream()
                .reduce((first, second) -> new Setting<>(
                        intersection.apply(first.value(), second.value()), first.source() + " and " + second.source()))
                .orElse(otherwise);
    }

    private static <T> Set<T> intersection(Set<T> first, Set<T> second) {
        return first.stream().filter(second::contains).collect(Collectors.toUnmodifiableSet());
    }

    private static @Nullable Set<Format> formats(@Nullable List<Format> formats) {
        return formats == null || formats.isEmpty() ? null : Set.copyOf(formats);
    }

    private static @Nullable Quantity wellFormed(@Nullable Quantity quantity) {
        return Amount.of(quantity) == null ? null : quantity;
    }

    private static @Nullable Duration duration(@Nullable String text) {
        try {
            return text == null ? null : GoDuration.parse(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
