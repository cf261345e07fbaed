package dev.kerasguard.api.v1alpha1;

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
        Model model,
        Resources resources,
        @Nullable Gpu gpu,
        @Nullable Tensorflow tensorflow,
        @Nullable Scaling scaling,
        @Nullable Serving serving,
        @Nullable List<InputBounds> inputs,
        @Nullable AnomalyDetection anomalyDetection,
        @Nullable Network network) {

    /**
     * What to serve.
     *
     * @param uri where the model lies: {@code pvc://claim/path}, {@code https://} or, where a policy names the prefix,
     *     {@code http://}
     * @param format the file's format; Auto decides by content
     * @param version what the owner calls this model; shown in the VERSION column
     * @param digest {@code sha256:} and 64 hexadecimal digits over the file; required unless a policy waives it
     */
    public record Model(
            String uri,
            @Nullable Format format,
            @Nullable String version,
            @Nullable String digest) {}

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
    public record Resources(@Nullable Amounts requests, Amounts limits) {}

    /**
     * An amount of each resource.
     *
     * @param cpu CPUs, such as {@code 500m}
     * @param memory bytes, such as {@code 1Gi}
     */
    public record Amounts(
            io.fabric8.kubernetes.api.model.@Nullable Quantity cpu,
            io.fabric8.kubernetes.api.model.@Nullable Quantity memory) {}

    /**
     * GPUs of each replica.
     *
     * @param count whole GPUs, rendered as {@code nvidia.com/gpu}
     * @param memoryLimit bytes of each GPU's memory that TensorFlow may take; absent: all of it
     */
    public record Gpu(int count, io.fabric8.kubernetes.api.model.@Nullable Quantity memoryLimit) {}

    /**
     * How TensorFlow uses the CPUs it has.
     *
     * @param intraOpThreads threads inside one operation; 0: as many as the CPU limit allows
     * @param interOpThreads operations at a time
     */
    public record Tensorflow(
            @Nullable Integer intraOpThreads, @Nullable Integer interOpThreads) {}

    /**
     * How many replicas, and when more.
     *
     * @param minReplicas replicas at rest
     * @param maxReplicas replicas at most
     * @param metrics what makes the autoscaler act
     * @param behavior how fast it acts, as in autoscaling/v2
     */
    public record Scaling(
            @Nullable Integer minReplicas,
            @Nullable Integer maxReplicas,
            @Nullable List<ScalingMetric> metrics,
            io.fabric8.kubernetes.api.model.autoscaling.v2.@Nullable HorizontalPodAutoscalerBehavior behavior) {}

    /**
     * A metric to scale on.
     *
     * @param type which metric
     * @param target the value to hold: for Cpu, percent of the requested CPU
     */
    public record ScalingMetric(MetricType type, int target) {}

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
            @Nullable String timeout,
            @Nullable Queue queue,
            @Nullable Batching batching,
            @Nullable Payload payload,
            @Nullable Clients clients,
            @Nullable List<RateLimit> rateLimits) {}

    /**
     * How many requests may wait.
     *
     * @param capacity requests
     */
    public record Queue(@Nullable Integer capacity) {}

    /**
     * How requests are put together.
     *
     * @param maxSize rows of a batch at most
     * @param maxDelay how long an idle executor waits for more rows, as a Go duration; {@code 0s}: not at all
     */
    public record Batching(
            @Nullable Integer maxSize, @Nullable String maxDelay) {}

    /**
     * How large a request may be.
     *
     * @param maxBytes bytes of the body, as a quantity
     * @param maxBatch rows of one request
     */
    public record Payload(
            io.fabric8.kubernetes.api.model.@Nullable Quantity maxBytes,
            @Nullable Integer maxBatch) {}

    /**
     * How a client is told from another: by its address.
     *
     * @param trustedProxies CIDR blocks whose {@code X-Forwarded-For} counts
     */
    public record Clients(@Nullable List<String> trustedProxies) {}

    /**
     * A token bucket.
     *
     * @param name what refusals and metrics call it
     * @param scope whether each client has its own bucket or all share one
     * @param requestsPerSecond how fast it fills
     * @param burst how many requests it holds; absent: twice the rate
     */
    public record RateLimit(
            String name,
            @Nullable Scope scope,
            int requestsPerSecond,
            @Nullable Integer burst) {}

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
    public record InputBounds(
            String name,
            @Nullable List<Long> shape,
            @Nullable String dtype,
            @Nullable Double minimum,
            @Nullable Double maximum,
            @Nullable Boolean allowNaN) {}

    /**
     * How easily a deviation becomes an anomaly.
     *
     * @param sensitivity Low for few and certain, High for early
     */
    public record AnomalyDetection(@Nullable Sensitivity sensitivity) {}

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
    public record Network(@Nullable List<io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer> allowFrom) {}
}
