package dev.kerasguard.api.v1alpha1;

import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBehavior;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.model.annotation.SpecReplicas;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The wanted state of a service. Only the model's URI and the CPU and memory limits are required.
 *
 * @param model what to serve
 * @param resources CPU and memory of each replica
 * @param gpu GPUs of each replica; absent: none
 * @param tensorflow how TensorFlow uses the CPUs it has
 * @param scaling how many replicas, and when more
 * @param serving what one replica accepts, and for how long
 * @param inputs bounds that tighten what the model itself declares
 * @param anomalyDetection how easily a deviation from the service's normal becomes an anomaly
 * @param network who may call the service
 */
public record KerasInferenceServiceSpec(
        @Required Model model,
        @Required Resources resources,
        @Nullable Gpu gpu,
        @Nullable Tensorflow tensorflow,
        @Nullable Scaling scaling,
        @Nullable Serving serving,
        @Default("[]") @Size(max = 64) @Nullable List<InputBounds> inputs,
        @Nullable AnomalyDetection anomalyDetection,
        @Nullable Network network) {

    /** What a Go duration looks like, as the schema's pattern. */
    static final String DURATION = "^(0|([0-9]+(\\.[0-9]+)?(ns|us|ms|s|m|h))+)$";

    /** What a class that Python registered is called, as the schema's pattern. */
    static final String CUSTOM_LAYER = "^[A-Za-z0-9_.-]{1,100}>[A-Za-z_][A-Za-z0-9_]{0,99}$";

    /** Characters of a duration at most. */
    static final int DURATION_LENGTH = 32;

    /**
     * What to serve.
     *
     * @param uri where the model lies: {@code pvc://claim/path}, {@code https://} or, where a policy names the prefix,
     *     {@code http://}
     * @param format the file's format; Auto decides by content
     * @param version what the owner calls this model; shown in the VERSION column
     * @param digest the SHA-256 of the file, as {@code sha256:} and 64 hexadecimal digits; required unless a policy
     *     waives it
     * @param customLayers registered names of the owner's own layers, such as {@code acme>GatedDense}, which builders
     *     in the runtime's image may build where a policy allows the name; absent: none
     */
    public record Model(
            @Required @Size(min = 1, max = 2048) String uri,
            @Default("Auto") @Nullable Format format,

            @Default("1") @Size(min = 1, max = 63) @Pattern("^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$") @Nullable String version,

            @Size(max = 71) @Pattern("^sha256:[0-9a-f]{64}$") @Nullable String digest,

            @Size(max = 64) @Nullable List<@Size(min = 3, max = 201) @Pattern(CUSTOM_LAYER) String> customLayers) {}

    /** The formats that can be served. */
    public enum Format {
        /** Decided by the file's content. */
        Auto,
        /** A {@code .keras} archive. */
        Keras,
        /** A TensorFlow SavedModel, as a directory or an archive of one. */
        SavedModel
    }

    /**
     * CPU and memory of each replica.
     *
     * @param requests what the scheduler reserves; absent: the limits
     * @param limits what the replica can never exceed
     */
    @ValidationRule(
            value = "has(self.limits.memory)",
            fieldPath = ".limits",
            message = "limits.memory is missing; write such as 1Gi")
    @ValidationRule(
            value = "!has(self.requests) || !has(self.requests.cpu) || !has(self.limits.cpu)"
                    + " || !isQuantity(string(self.requests.cpu)) || !isQuantity(string(self.limits.cpu))"
                    + " || quantity(string(self.requests.cpu)).compareTo(quantity(string(self.limits.cpu))) <= 0",
            fieldPath = ".requests",
            message = "requests.cpu is above limits.cpu; write at most the limit")
    @ValidationRule(
            value = "!has(self.requests) || !has(self.requests.memory) || !has(self.limits.memory)"
                    + " || !isQuantity(string(self.requests.memory)) || !isQuantity(string(self.limits.memory))"
                    + " || quantity(string(self.requests.memory)).compareTo(quantity(string(self.limits.memory))) <= 0",
            fieldPath = ".requests",
            message = "requests.memory is above limits.memory; write at most the limit")
    public record Resources(
            @Nullable Amounts requests, @Required Amounts limits) {}

    /**
     * An amount of each resource.
     *
     * @param cpu CPUs, such as {@code 500m}
     * @param memory bytes, such as {@code 1Gi}
     */
    public record Amounts(@Nullable Quantity cpu, @Nullable Quantity memory) {}

    /**
     * GPUs of each replica.
     *
     * @param count whole GPUs, rendered as {@code nvidia.com/gpu}
     * @param memoryLimit bytes of each GPU's memory that TensorFlow may take; absent: all of it
     */
    public record Gpu(
            @Required @Min(1) @Max(16) int count, @Nullable Quantity memoryLimit) {}

    /**
     * How TensorFlow uses the CPUs it has.
     *
     * @param intraOpThreads threads inside one operation; 0: as many as the CPU limit allows
     * @param interOpThreads operations at a time
     */
    public record Tensorflow(
            @Default("0") @Min(0) @Max(1024) @Nullable Integer intraOpThreads,
            @Default("1") @Min(1) @Max(64) @Nullable Integer interOpThreads) {}

    /**
     * How many replicas, and when more.
     *
     * @param minReplicas replicas at rest
     * @param maxReplicas replicas at most
     * @param metrics what makes the autoscaler act
     * @param behavior how fast it acts, as in autoscaling/v2
     */
    @ValidationRule(
            value = "!has(self.minReplicas) || !has(self.maxReplicas) || self.minReplicas <= self.maxReplicas",
            fieldPath = ".minReplicas",
            message = "minReplicas is more than maxReplicas; write at most maxReplicas")
    public record Scaling(
            @SpecReplicas @Default("1") @Min(1) @Max(1000) @Nullable Integer minReplicas,

            @Default("3") @Min(1) @Max(1000) @Nullable Integer maxReplicas,

            @Default("[{\"type\": \"Cpu\", \"target\": 70}]") @Size(max = 8) @Nullable List<ScalingMetric> metrics,

            @Nullable HorizontalPodAutoscalerBehavior behavior) {}

    /**
     * A metric to scale on.
     *
     * @param type which metric
     * @param target the value to hold: for Cpu, percent of the requested CPU
     */
    public record ScalingMetric(
            @Required MetricType type,
            @Required @Min(1) @Max(1000) int target) {}

    /** The metrics that a service can scale on. */
    public enum MetricType {
        /** Average CPU use as a percentage of the request; needs only metrics-server. */
        Cpu
    }

    /**
     * What one replica accepts, and for how long.
     *
     * @param timeout the whole request, as a Go duration such as {@code 2s}
     * @param queue how many requests may wait
     * @param batching how requests are put together
     * @param payload how large a request may be
     * @param clients how a client is told from another
     * @param rateLimits token buckets
     */
    public record Serving(
            @Default("2s") @Size(max = DURATION_LENGTH) @Pattern(DURATION) @Nullable String timeout,

            @Nullable Queue queue,
            @Nullable Batching batching,
            @Nullable Payload payload,
            @Nullable Clients clients,
            @Default("[]") @Size(max = 16) @Nullable List<RateLimit> rateLimits) {}

    /**
     * How many requests may wait.
     *
     * @param capacity requests
     */
    public record Queue(
            @Default("256") @Min(1) @Max(100_000) @Nullable Integer capacity) {}

    /**
     * How requests are put together.
     *
     * @param maxSize rows of a batch at most
     * @param maxDelay how long an idle executor waits for more rows, as a Go duration; {@code 0s}: not at all
     */
    public record Batching(
            @Default("32") @Min(1) @Max(4096) @Nullable Integer maxSize,

            @Default("0s") @Size(max = DURATION_LENGTH) @Pattern(DURATION) @Nullable String maxDelay) {}

    /**
     * How large a request may be.
     *
     * @param maxBytes bytes of the body, as a quantity
     * @param maxBatch rows of one request
     */
    public record Payload(
            @Default("16Mi") @Nullable Quantity maxBytes,
            @Default("128") @Min(1) @Max(65_536) @Nullable Integer maxBatch) {}

    /**
     * How a client is told from another: by its address.
     *
     * @param trustedProxies CIDR blocks whose {@code X-Forwarded-For} counts
     */
    public record Clients(
            @Default("[]") @Size(max = 64) @Nullable List<@Size(min = 1, max = 43) String> trustedProxies) {}

    /**
     * A token bucket.
     *
     * @param name what refusals and metrics call it
     * @param scope whether each client has its own bucket or all share one
     * @param requestsPerSecond how fast it fills
     * @param burst how many requests it holds; absent: twice the rate
     */
    public record RateLimit(
            @Required @Size(min = 1, max = 63) @Pattern("^[a-z]([-a-z0-9]*[a-z0-9])?$") String name,

            @Default("Client") @Nullable Scope scope,
            @Required @Min(1) @Max(1_000_000) int requestsPerSecond,
            @Min(1) @Max(1_000_000) @Nullable Integer burst) {}

    /** Whose bucket a rate limit is. */
    public enum Scope {
        /** Each client's own. */
        Client,
        /** One for all clients of a replica. */
        Service
    }

    /**
     * Bounds for one input of the model.
     *
     * @param name the input's name in the model's signature
     * @param shape dimensions with the batch first; -1 is any
     * @param dtype the element type, such as FP32
     * @param minimum smallest value accepted
     * @param maximum largest value accepted
     * @param allowNaN whether NaN is accepted
     */
    @ValidationRule(
            value = "!has(self.minimum) || !has(self.maximum) || self.minimum <= self.maximum",
            fieldPath = ".minimum",
            message = "minimum is more than maximum; write at most the maximum")
    public record InputBounds(
            @Required @Size(min = 1, max = 256) String name,
            @Size(min = 1, max = 8) @Nullable List<@Min(-1) @Max(2_147_483_647) Long> shape,

            @Size(max = 6) @Pattern("^(BOOL|UINT8|UINT16|UINT32|UINT64|INT8|INT16|INT32|INT64|FP16|FP32|FP64|BF16|BYTES)$") @Nullable String dtype,

            @Nullable Double minimum,
            @Nullable Double maximum,
            @Default("false") @Nullable Boolean allowNaN) {}

    /**
     * How easily a deviation becomes an anomaly.
     *
     * @param sensitivity Low for few and certain, High for early
     */
    public record AnomalyDetection(
            @Default("Normal") @Nullable Sensitivity sensitivity) {}

    /** How easily a deviation becomes an anomaly. */
    public enum Sensitivity {
        /** Only gross deviations. */
        Low,
        /** The default. */
        Normal,
        /** Small deviations too, at the price of false alarms. */
        High
    }

    /**
     * Who may call the service.
     *
     * @param allowFrom NetworkPolicy peers; empty: the service's own namespace
     */
    public record Network(
            @Default("[]") @Size(max = 64) @Nullable List<NetworkPolicyPeer> allowFrom) {}
}
