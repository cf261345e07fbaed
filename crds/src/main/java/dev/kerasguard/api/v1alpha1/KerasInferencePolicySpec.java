package dev.kerasguard.api.v1alpha1;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What services of the selected namespaces may do. Several policies select one namespace: the strictest of each value
 * holds. None does: {@code dev.kerasguard.rules} says what the built-in default is.
 *
 * @param namespaceSelector which namespaces; empty selects all
 * @param models which models
 * @param limits bounds of one service
 * @param quota bounds of one namespace, rendered as ResourceQuota and LimitRange
 * @param requireRateLimit whether every service must have a rate limit
 */
public record KerasInferencePolicySpec(
        LabelSelector namespaceSelector,
        @Nullable Models models,
        @Nullable Limits limits,
        @Nullable Quota quota,
        @Nullable Boolean requireRateLimit) {

    /**
     * Which models.
     *
     * @param allowedUriPrefixes URIs must start with one of these; empty: only {@code pvc://}
     * @param requireDigest whether a digest is required
     * @param maxBytes size of a model at most
     * @param formats the formats allowed; empty: all
     */
    public record Models(
            @Nullable List<String> allowedUriPrefixes,
            @Nullable Boolean requireDigest,
            @Nullable Quantity maxBytes,
            @Nullable List<KerasInferenceServiceSpec.Format> formats) {}

    /**
     * Bounds of one service.
     *
     * @param maxCpu CPU limit of a replica at most
     * @param maxMemory memory limit of a replica at most
     * @param maxGpus GPUs of a replica at most
     * @param maxReplicas replicas at most
     * @param requireCpuLimit whether a CPU limit is required
     * @param maxTimeout serving timeout at most, as a Go duration
     */
    public record Limits(
            @Nullable Quantity maxCpu,
            @Nullable Quantity maxMemory,
            @Nullable Integer maxGpus,
            @Nullable Integer maxReplicas,
            @Nullable Boolean requireCpuLimit,
            @Nullable String maxTimeout) {}

    /**
     * Bounds of one namespace.
     *
     * @param services KerasInferenceServices at most
     * @param cpu sum of the CPU limits
     * @param memory sum of the memory limits
     * @param gpus sum of the GPUs
     */
    public record Quota(
            @Nullable Integer services,
            @Nullable Quantity cpu,
            @Nullable Quantity memory,
            @Nullable Integer gpus) {}
}
