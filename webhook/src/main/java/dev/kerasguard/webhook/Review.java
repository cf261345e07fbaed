package dev.kerasguard.webhook;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What the API server asks: may this change be made? Absent parts are missing nodes, never null.
 *
 * @param apiVersion of the AdmissionReview, echoed in the answer
 * @param uid of the request, echoed in the answer
 * @param kind of the object, such as {@code KerasInferenceService}
 * @param operation CREATE, UPDATE, DELETE or CONNECT
 * @param subresource such as {@code status}; empty: the object itself
 * @param namespace of the object; empty: it has none
 * @param object as it would be stored
 * @param old as it is stored now; missing when it is created
 */
record Review(
        String apiVersion,
        String uid,
        String kind,
        String operation,
        String subresource,
        String namespace,
        JsonNode object,
        JsonNode old) {

    /**
     * Reads an AdmissionReview.
     *
     * @throws IllegalArgumentException when it is none
     */
    static Review of(JsonNode body) {
        JsonNode request = body.path("request");
        if (!body.path("kind").asText().equals("AdmissionReview")
                || request.path("uid").asText().isEmpty()) {
            throw new IllegalArgumentException("the body is not an AdmissionReview with a request and its uid");
        }
        return new Review(
                body.path("apiVersion").asText(),
                request.path("uid").asText(),
                request.path("kind").path("kind").asText(),
                request.path("operation").asText(),
                request.path("subResource").asText(),
                request.path("namespace").asText(),
                request.path("object"),
                request.path("oldObject"));
    }

    /** Whether the change leaves everything that rules judge as it is: a status, a finalizer, a label, a deletion. */
    boolean leavesSpecAlone() {
        boolean writes = operation.equals("CREATE") || operation.equals("UPDATE");
        return !writes
                || !subresource.isEmpty()
                || object.path("metadata").hasNonNull("deletionTimestamp")
                || (operation.equals("UPDATE") && object.path("spec").equals(old.path("spec")));
    }
}
