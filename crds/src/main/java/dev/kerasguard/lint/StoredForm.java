package dev.kerasguard.lint;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kerasguard.api.v1alpha1.KerasInferencePolicy;
import dev.kerasguard.api.v1alpha1.KerasInferenceService;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/** A resource as the API server would store it: with every default of its CRD filled in. */
public final class StoredForm {

    private StoredForm() {}

    /** The service with its defaults; the given one stays as it is. */
    public static KerasInferenceService of(KerasInferenceService service) {
        return stored(service, KerasInferenceService.class);
    }

    /** The policy with its defaults; the given one stays as it is. */
    public static KerasInferencePolicy of(KerasInferencePolicy policy) {
        return stored(policy, KerasInferencePolicy.class);
    }

    private static <T extends CustomResource<?, ?>> T stored(T resource, Class<T> type) {
        KubernetesSerialization serialization = new KubernetesSerialization();
        JsonNode given = serialization.convertValue(resource, JsonNode.class);
        return serialization.convertValue(Schema.of(type).withDefaults(given), type);
    }
}
