package dev.kerasguard.api.v1alpha1;

import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What services of the selected namespaces may do. A field that is absent says nothing. Several policies select one
 * namespace: the strictest of each value holds. What no policy says is as in the built-in policy.
 *
 * @param namespaceSelector which namespaces; empty selects all
 * @param models which models
 * @param limits bounds of one service
 * @param quota bounds of one namespace, rendered as ResourceQuota and LimitRange; built in: none
 * @param requireRateLimit whether every service must have a rate limit; built in: it need not
 */
public record KerasInferencePolicySpec(
        @Required LabelSelector namespaceSelector,
        @Nullable Models models,
        @Nullable Limits limits,
        @Nullable Quota quota,
        @Nullable Boolean requireRateLimit) {

    /**
     * Which models.
     *
     * @param allowedUriPrefixes a model's URI must lie under one of these; empty: under none; built in: {@code pvc://}
     * @param requireDigest whether a digest is required; built in: it is
     * @param maxBytes size of a model at most; built in: 4Gi
     * @param formats the formats allowed; empty, and built in: all
     * @param customLayers registered names of the layers that builders in the runtime's image may build; built in: none
     */
    public record Models(
            @Size(max = 64) @Nullable List<@Size(min = 1, max = 2048) String> allowedUriPrefixes,
            @Nullable Boolean requireDigest,
            @Nullable Quantity maxBytes,
            @Size(max = 8) @Nullable List<KerasInferenceServiceSpec.Format> formats,

            @Size(max = 64) @Nullable List<@Size(min = 3, max = 201) @Pattern(KerasInferenceServiceSpec.CUSTOM_LAYER) String> customLayers) {}

    /**
     * Bounds of one service.
     *
     * @param maxCpu CPU limit of a replica at most; built in: 8
     * @param maxMemory memory limit of a replica at most; built in: 16Gi
     * @param maxGpus GPUs of a replica at most; built in: 1
     * @param maxReplicas replicas at most; built in: 20
     * @param requireCpuLimit whether a CPU limit is required; built in: it is
     * @param maxTimeout serving timeout at most, as a Go duration; built in: 30s
     */
    public record Limits(
            @Nullable Quantity maxCpu,
            @Nullable Quantity maxMemory,
            @Min(0) @Max(16) @Nullable Integer maxGpus,
            @Min(1) @Max(1000) @Nullable Integer maxReplicas,
            @Nullable Boolean requireCpuLimit,

            @Size(max = KerasInferenceServiceSpec.DURATION_LENGTH) @Pattern(KerasInferenceServiceSpec.DURATION) @Nullable String maxTimeout) {}

    /**
     * Bounds of one namespace.
     *
     * @param services KerasInferenceServices at most
     * @param cpu sum of the CPU limits
     * @param memory sum of the memory limits
     * @param gpus sum of the GPUs
     */
    public record Quota(
            @Min(0) @Max(100_000) @Nullable Integer services,
            @Nullable Quantity cpu,
            @Nullable Quantity memory,
            @Min(0) @Max(100_000) @Nullable Integer gpus) {}
}
