package dev.kerasguard.lint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.kerasguard.api.v1alpha1.Api;
import io.fabric8.kubernetes.client.CustomResource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The schema of one of our kinds, as its CRD says it: fills in defaults the way the API server does. */
record Schema(JsonNode root) {

    /** The schema of a kind. */
    static Schema of(Class<? extends CustomResource<?, ?>> kind) {
        String file = CustomResource.getCRDName(kind) + ".yaml";
        try (InputStream crd = Schema.class.getResourceAsStream(file)) {
            if (crd == null) {
                throw new IllegalStateException(file + " is missing from this build; rebuild the module crds");
            }
            for (JsonNode version : new YAMLMapper().readTree(crd).path("spec").path("versions")) {
                if (version.path("name").asText().equals(Api.VERSION)) {
                    return new Schema(version.path("schema").path("openAPIV3Schema"));
                }
            }
            throw new IllegalStateException(file + " has no version " + Api.VERSION);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A copy of the object with every default that applies. */
    JsonNode withDefaults(JsonNode object) {
        JsonNode copy = object.deepCopy();
        fill(root, copy);
        return copy;
    }

    private static void fill(JsonNode schema, JsonNode value) {
        switch (value) {
            case ObjectNode object ->
                schema.path("properties").properties().forEach(property -> {
                    JsonNode given = object.path(property.getKey());
                    if ((given.isMissingNode() || given.isNull())
                            && property.getValue().has("default")) {
                        object.set(
                                property.getKey(),
                                property.getValue().get("default").deepCopy());
                    }
                    fill(property.getValue(), object.path(property.getKey()));
                });
            case ArrayNode items -> items.forEach(item -> fill(schema.path("items"), item));
            default -> {
                // A scalar has nothing below it.
            }
        }
    }
}
