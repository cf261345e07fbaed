package dev.kerasguard.operator.desired;

import static java.util.Objects.requireNonNullElse;

import dev.kerasguard.api.v1alpha1.KerasInferenceServiceSpec;
import dev.kerasguard.api.v1alpha1.KerasInferenceServiceSpec.Batching;
import dev.kerasguard.api.v1alpha1.KerasInferenceServiceSpec.Clients;
import dev.kerasguard.api.v1alpha1.KerasInferenceServiceSpec.Format;
import dev.kerasguard.api.v1alpha1.KerasInferenceServiceSpec.Gpu;
import dev.kerasguard.api.v1alpha1.KerasInferenceServiceSpec.InputBounds;
import dev.kerasguard.api.v1alpha1.KerasInferenceServiceSpec.Payload;
import dev.kerasguard.api.v1alpha1.KerasInferenceServiceSpec.Queue;
import dev.kerasguard.api.v1alpha1.KerasInferenceServiceSpec.RateLimit;
import dev.kerasguard.api.v1alpha1.KerasInferenceServiceSpec.Scope;
import dev.kerasguard.api.v1alpha1.KerasInferenceServiceSpec.Serving;
import dev.kerasguard.api.v1alpha1.KerasInferenceServiceSpec.Tensorflow;
import dev.kerasguard.rules.GoDuration;
import dev.kerasguard.runtime.config.RuntimeConfig;
import dev.kerasguard.runtime.config.RuntimeConfig.InputConfig;
import dev.kerasguard.runtime.config.RuntimeConfig.ModelConfig;
import dev.kerasguard.runtime.config.RuntimeConfig.RateLimitConfig;
import dev.kerasguard.runtime.config.RuntimeConfig.ServingConfig;
import dev.kerasguard.runtime.config.RuntimeConfig.TensorflowConfig;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.RoundingMode;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Says to the runtime's pods what the spec says to the operator. */
final class RuntimeConfigs {

    private static final Quantity DEFAULT_PAYLOAD = new Quantity("16Mi");

    private RuntimeConfigs() {}

    static RuntimeConfig of(Target target, ModelBounds bounds) {
        KerasInferenceServiceSpec spec = target.service().getSpec();
        Serving serving = requireNonNullElse(spec.serving(), new Serving(null, null, null, null, null, null));
        return new RuntimeConfig(
                target.name(),
                target.service().getMetadata().getNamespace(),
                new ModelConfig(
                        spec.model().uri(),
                        requireNonNullElse(spec.model().format(), Format.Auto).name(),
                        requireNonNullElse(spec.model().version(), ""),
                        spec.model().digest(),
                        bounds.maxBytes(),
                        bounds.allowedUriPrefixes(),
                        RuntimePod.MODELS,
                        requireNonNullElse(spec.model().customLayers(), List.of())),
                tensorflow(spec),
                serving(serving),
                requireNonNullElse(serving.rateLimits(), List.<RateLimit>of()).stream()
                        .map(RuntimeConfigs::rateLimit)
                        .toList(),
                requireNonNullElse(spec.inputs(), List.<InputBounds>of()).stream()
                        .map(RuntimeConfigs::input)
                        .toList());
    }

    static long bytes(Quantity quantity) {
        return quantity.getNumericalAmount().setScale(0, RoundingMode.CEILING).longValueExact();
    }

    // A thread more than the limit's last fraction of a CPU costs less than a CPU that idles.
    private static TensorflowConfig tensorflow(KerasInferenceServiceSpec spec) {
        Tensorflow tensorflow = requireNonNullElse(spec.tensorflow(), new Tensorflow(null, null));
        int intraOp = requireNonNullElse(tensorflow.intraOpThreads(), 0);
        Quantity cpu = spec.resources().limits().cpu();
        Gpu gpu = spec.gpu();
        return new TensorflowConfig(
                intraOp == 0 && cpu != null
                        ? cpu.getNumericalAmount()
                                .setScale(0, RoundingMode.CEILING)
                                .intValueExact()
                        : intraOp,
                requireNonNullElse(tensorflow.interOpThreads(), 1),
                gpu == null || gpu.memoryLimit() == null ? 0 : bytes(gpu.memoryLimit()));
    }

    private static ServingConfig serving(Serving serving) {
        Batching batching = requireNonNullElse(serving.batching(), new Batching(null, null));
        Payload payload = requireNonNullElse(serving.payload(), new Payload(null, null));
        return new ServingConfig(
                GoDuration.parse(requireNonNullElse(serving.timeout(), "2s")),
                requireNonNullElse(
                        requireNonNullElse(serving.queue(), new Queue(null)).capacity(), 256),
                requireNonNullElse(batching.maxSize(), 32),
                GoDuration.parse(requireNonNullElse(batching.maxDelay(), "0s")),
                bytes(requireNonNullElse(payload.maxBytes(), DEFAULT_PAYLOAD)),
                requireNonNullElse(payload.maxBatch(), 128),
                requireNonNullElse(
                        requireNonNullElse(serving.clients(), new Clients(null)).trustedProxies(), List.of()));
    }

    private static RateLimitConfig rateLimit(RateLimit limit) {
        return new RateLimitConfig(
                limit.name(),
                limit.scope() != Scope.Service,
                limit.requestsPerSecond(),
                requireNonNullElse(limit.burst(), Math.multiplyExact(2, limit.requestsPerSecond())));
    }

    private static InputConfig input(InputBounds bounds) {
        return new InputConfig(
                bounds.name(),
                bounds.shape(),
                bounds.dtype(),
                optional(bounds.minimum()),
                optional(bounds.maximum()),
                requireNonNullElse(bounds.allowNaN(), false));
    }

    private static OptionalDouble optional(@Nullable Double value) {
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }
}
