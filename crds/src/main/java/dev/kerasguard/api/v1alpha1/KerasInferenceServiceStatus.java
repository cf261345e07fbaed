package dev.kerasguard.api.v1alpha1;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.model.annotation.LabelSelector;
import io.fabric8.kubernetes.model.annotation.StatusReplicas;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the operator saw.
 *
 * @param observedGeneration the generation of the spec that this status is about
 * @param conditions Accepted, ResolvedRefs, ModelVerified, Available, Progressing, AnomalyDetected and Ready
 * @param url where clients in the cluster find the service
 * @param model what was loaded
 * @param replicas pods there are
 * @param readyReplicas pods that answer
 * @param selector the pods' label selector, for the scale subresource
 * @param traffic rounded figures of the last minute
 * @param anomaly what is unusual now
 */
public record KerasInferenceServiceStatus(
        @Nullable Long observedGeneration,
        @Nullable List<Condition> conditions,
        @Nullable String url,
        @Nullable LoadedModel model,
        @StatusReplicas @Nullable Integer replicas,
        @Nullable Integer readyReplicas,
        @LabelSelector @Nullable String selector,
        @Nullable Traffic traffic,
        @Nullable Anomaly anomaly) {

    /**
     * What was loaded.
     *
     * @param digest of the bytes that the pods verified
     * @param format as found by content
     * @param parameters number of weights
     * @param inputs the signature's inputs
     * @param outputs the signature's outputs
     */
    public record LoadedModel(
            @Nullable String digest,
            @Nullable String format,
            @Nullable Long parameters,
            @Nullable List<TensorInfo> inputs,
            @Nullable List<TensorInfo> outputs) {}

    /**
     * One tensor of a signature.
     *
     * @param name as clients call it
     * @param dtype as in the Open Inference Protocol, such as FP32
     * @param shape dimensions with the batch first; -1 is any
     */
    public record TensorInfo(String name, String dtype, List<Long> shape) {}

    /**
     * Rounded figures of the last minute.
     *
     * @param p99 99th percentile of the answered requests' duration, such as {@code 20ms}
     * @param requestsPerSecond requests of all replicas
     * @param errorPercent share of requests answered 5xx
     */
    public record Traffic(
            @Nullable String p99,
            @Nullable Long requestsPerSecond,
            @Nullable Integer errorPercent) {}

    /**
     * What is unusual now.
     *
     * @param severity Warning or Critical; absent: nothing is
     * @param signals which signals left their normal range
     * @param since when it began, RFC 3339
     */
    public record Anomaly(
            @Nullable String severity,
            @Nullable List<String> signals,
            @Nullable String since) {}
}
