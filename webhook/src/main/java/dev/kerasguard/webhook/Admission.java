package dev.kerasguard.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kerasguard.api.v1alpha1.KerasInferencePolicy;
import dev.kerasguard.api.v1alpha1.KerasInferenceService;
import dev.kerasguard.rules.SpecValidation;
import dev.kerasguard.rules.Violation;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides what is wrong with the object of a review; has no effect on anything, so a dry run is like any other. */
@ApplicationScoped
class Admission {

    private final ClusterView cluster;
    private final KubernetesSerialization serialization;

    Admission(ClusterView cluster, KubernetesSerialization serialization) {
        this.cluster = cluster;
        this.serialization = serialization;
    }

    /**
     * Everything that speaks against the change; nothing: it may be made.
     *
     * @throws IllegalArgumentException when the object is not what its kind says
     */
    List<Violation> violations(Review review) {
        if (review.leavesSpecAlone()) {
            return List.of();
        }
        return switch (review.kind()) {
            case "KerasInferenceService" ->
                SpecValidation.validate(
                        read(review.old(), KerasInferenceService.class),
                        serialization.convertValue(review.object(), KerasInferenceService.class),
                        cluster.policies(),
                        cluster.labelsOf(review.namespace()));
            case "KerasInferencePolicy" ->
                SpecValidation.validate(
                        read(review.old(), KerasInferencePolicy.class),
                        serialization.convertValue(review.object(), KerasInferencePolicy.class));
            default ->
                throw new IllegalArgumentException(
                        "%s is no kind of this webhook; it judges KerasInferenceService and KerasInferencePolicy"
                                .formatted(review.kind()));
        };
    }

    private <T> @Nullable T read(JsonNode object, Class<T> type) {
        return object.isObject() ? serialization.convertValue(object, type) : null;
    }
}
