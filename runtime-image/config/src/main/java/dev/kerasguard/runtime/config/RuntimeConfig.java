package dev.kerasguard.runtime.config;

import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a runtime pod must know, complete: defaults were filled in by whoever wrote it. Mounted as
 * {@code /etc/kerasguard/runtime.json}; read by the fetch init container and by the server.
 *
 * @param service name that clients use in paths, {@code /v2/models/{service}/infer}
 * @param namespace where the service lives; "local" outside a cluster
 * @param model what to fetch and load
 * @param tensorflow threads and GPU memory
 * @param serving what is accepted
 * @param rateLimits token buckets, checked in order
 * @param inputs bounds that tighten the model's signature
 */
public record RuntimeConfig(
        String service,
        String namespace,
        ModelConfig model,
        TensorflowConfig tensorflow,
        ServingConfig serving,
        List<RateLimitConfig> rateLimits,
        List<InputConfig> inputs) {

    public RuntimeConfig {
        rateLimits = List.copyOf(rateLimits);
        inputs = List.copyOf(inputs);
    }

    /**
     * What to fetch and load.
     *
     * @param uri where fetch takes it from: https, http, pvc (mounted below {@code /mnt/source}) or file (only outside
     *     a cluster)
     * @param format Auto, Keras or SavedModel
     * @param version shown in metadata
     * @param digest {@code sha256:...}; null: not verified
     * @param maxBytes size at most
     * @param allowedUriPrefixes redirects must stay within these; empty: no redirect is followed
     * @param directory where fetch leaves the model and the server finds it
     * @param customLayers registered names of layers that builders of the image's owner may build, such as
     *     {@code acme>GatedDense}
     */
    public record ModelConfig(
            String uri,
            String format,
            String version,
            @Nullable String digest,
            long maxBytes,
            List<String> allowedUriPrefixes,
            String directory,
            List<String> customLayers) {
        public ModelConfig {
            allowedUriPrefixes = List.copyOf(allowedUriPrefixes);
            customLayers = List.copyOf(customLayers);
        }
    }

    /**
     * Threads and GPU memory.
     *
     * @param intraOpThreads threads inside one operation; 0: as many as CPUs are visible
     * @param interOpThreads operations at a time; at least 1
     * @param gpuMemoryLimitBytes memory of each GPU that TensorFlow may take; 0: no limit
     */
    public record TensorflowConfig(int intraOpThreads, int interOpThreads, long gpuMemoryLimitBytes) {}

    /**
     * What is accepted.
     *
     * @param timeout the whole request
     * @param queueCapacity requests that may wait
     * @param maxBatchSize rows that one run of TensorFlow takes at most
     * @param maxBatchDelay how long an idle executor waits for more rows
     * @param maxPayloadBytes bytes of a body
     * @param maxRequestRows rows of one request
     * @param trustedProxies CIDR blocks whose X-Forwarded-For counts
     */
    public record ServingConfig(
            Duration timeout,
            int queueCapacity,
            int maxBatchSize,
            Duration maxBatchDelay,
            long maxPayloadBytes,
            int maxRequestRows,
            List<String> trustedProxies) {
        public ServingConfig {
            trustedProxies = List.copyOf(trustedProxies);
        }
    }

    /**
     * A token bucket.
     *
     * @param name what refusals and metrics call it
     * @param perClient each client's own, or one for all
     * @param requestsPerSecond how fast it fills
     * @param burst how many requests it holds
     */
    public record RateLimitConfig(String name, boolean perClient, int requestsPerSecond, int burst) {}

    /**
     * Bounds for one input.
     *
     * @param name the input's name in the signature
     * @param shape dimensions with the batch first, -1 is any; null: the signature's
     * @param dtype Open Inference Protocol datatype; null: the signature's
     * @param minimum smallest value accepted
     * @param maximum largest value accepted
     * @param allowNaN whether NaN is accepted
     */
    public record InputConfig(
            String name,
            @Nullable List<Long> shape,
            @Nullable String dtype,
            OptionalDouble minimum,
            OptionalDouble maximum,
            boolean allowNaN) {}
}
