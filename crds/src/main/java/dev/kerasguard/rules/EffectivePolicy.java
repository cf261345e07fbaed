package dev.kerasguard.rules;

import static dev.kerasguard.api.v1alpha1.KerasInferenceServiceSpec.Format.Keras;
import static dev.kerasguard.api.v1alpha1.KerasInferenceServiceSpec.Format.SavedModel;

import dev.kerasguard.api.v1alpha1.KerasInferencePolicy;
import dev.kerasguard.api.v1alpha1.KerasInferenceServiceSpec.Format;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What holds in one namespace: the strictest of each value that a policy sets, and the built-in default for what none
 * sets. Each value knows who set it.
 *
 * @param allowedUriPrefixes a model's URI must lie under one of these, see {@link UriPrefix}
 * @param requireDigest whether a digest is required
 * @param maxBytes size of a model at most
 * @param formats the formats allowed, never {@code Auto}
 * @param customLayers registered names of the layers that may be built by the image's owner
 * @param maxCpu CPU limit of a replica at most
 * @param maxMemory memory limit of a replica at most
 * @param maxGpus GPUs of a replica at most
 * @param maxReplicas replicas at most
 * @param requireCpuLimit whether a CPU limit is required
 * @param maxTimeout serving timeout at most
 * @param quota bounds of the namespace
 * @param requireRateLimit whether every service must have a rate limit
 */
public record EffectivePolicy(
        Setting<List<String>> allowedUriPrefixes,
        Setting<Boolean> requireDigest,
        Setting<Quantity> maxBytes,
        Setting<Set<Format>> formats,
        Setting<Set<String>> customLayers,
        Setting<Quantity> maxCpu,
        Setting<Quantity> maxMemory,
        Setting<Integer> maxGpus,
        Setting<Integer> maxReplicas,
        Setting<Boolean> requireCpuLimit,
        Setting<Duration> maxTimeout,
        NamespaceQuota quota,
        Setting<Boolean> requireRateLimit) {

    /** Who set a value that no policy sets. */
    public static final String BUILT_IN = "the built-in policy";

    /**
     * What holds where no policy says otherwise: models from volumes of the namespace only, verified; one replica fits
     * a common node; no quota.
     */
    public static final EffectivePolicy DEFAULT = new EffectivePolicy(
            builtIn(List.of("pvc://")),
            builtIn(true),
            builtIn(new Quantity("4Gi")),
            builtIn(Set.of(Keras, SavedModel)),
            builtIn(Set.of()),
            builtIn(new Quantity("8")),
            builtIn(new Quantity("16Gi")),
            builtIn(1),
            builtIn(20),
            builtIn(true),
            builtIn(Duration.ofSeconds(30)),
            new NamespaceQuota(null, null, null, null),
            builtIn(false));

    /**
     * Bounds of one namespace; null: unbounded.
     *
     * @param services KerasInferenceServices at most
     * @param cpu sum of the CPU limits
     * @param memory sum of the memory limits
     * @param gpus sum of the GPUs
     */
    public record NamespaceQuota(
            @Nullable Setting<Integer> services,
            @Nullable Setting<Quantity> cpu,
            @Nullable Setting<Quantity> memory,
            @Nullable Setting<Integer> gpus) {

        /** Whether nothing is bounded. */
        public boolean isUnbounded() {
            return services == null && cpu == null && memory == null && gpus == null;
        }
    }

    /** What holds in a namespace that exactly these policies select; none: {@link #DEFAULT}. */
    public static EffectivePolicy of(Collection<KerasInferencePolicy> selecting) {
        return new PolicyMerge(selecting).merged();
    }

    /** What holds in a namespace with these labels, out of all policies of the cluster. */
    public static EffectivePolicy of(Collection<KerasInferencePolicy> policies, Map<String, String> namespaceLabels) {
        return of(PolicySelector.selecting(policies, namespaceLabels));
    }

    private static <T> Setting<T> builtIn(T value) {
        return new Setting<>(value, BUILT_IN);
    }
}
