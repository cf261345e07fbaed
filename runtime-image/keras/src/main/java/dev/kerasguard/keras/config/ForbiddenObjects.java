package dev.kerasguard.keras.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.RefusalRule;
import java.util.Set;

/**
 * Finds Python code at any depth of a config, also where nothing would ever read it: a file that carries code is not
 * what its owner thinks it is.
 */
final class ForbiddenObjects {

    private static final Set<String> LAMBDA = Set.of("Lambda", "__lambda__");
    private static final Set<String> CODE =
            Set.of("function", "method", "TorchModuleWrapper", "TFSMLayer", "FlaxLayer", "JaxLayer");

    private ForbiddenObjects() {}

    static void refuse(ObjectNode root) throws ModelRefusedException {
        walk(root, "config.json", true);
    }

    static String printable(String text) {
        String plain = text.replaceAll("[^A-Za-z0-9_.<>-]", "?");
        return plain.length() > 80 ? plain.substring(0, 80) + "..." : plain;
    }

    private static void walk(JsonNode node, String place, boolean model) throws ModelRefusedException {
        if (node instanceof ObjectNode object) {
            String className = object.path("class_name").asText("");
            String module = object.path("module").asText("");
            String at = object.path("config").path("name").isTextual()
                    ? place + " \""
                            + printable(object.path("config").path("name").asText()) + "\""
                    : place;
            if (LAMBDA.contains(className)) {
                throw RefusalRule.LAMBDA_REFUSED.at(
                        at,
                        "holds Python code (" + className + "), which is never run; replace it by layers of Keras, or"
                                + " export as SavedModel with model.export()");
            }
            if (model && (CODE.contains(className) || module.equals("builtins"))) {
                throw RefusalRule.CUSTOM_OBJECT.at(
                        at,
                        "refers to Python code (" + printable(className)
                                + "), which is never run; use what Keras has built in, or export as SavedModel with"
                                + " model.export()");
            }
            for (var entry : object.properties()) {
                // How it was trained names the owner's own loss and metrics, and is never read.
                walk(entry.getValue(), at, model && !entry.getKey().equals("compile_config"));
            }
        } else {
            int i = 0;
            for (JsonNode each : node) {
                walk(each, place + "[" + i++ + "]", model);
            }
        }
    }
}
