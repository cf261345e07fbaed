package dev.kerasguard.keras.legacy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.operations.KerasOperations;
import java.util.Map;
import java.util.Set;

/** What one layer is called and how it is set, in Keras 3. */
final class LegacyLayers {

    /** Classes that went by another name. */
    private static final Map<String, String> NAMES = Map.of(
            "BatchNormalizationV1", "BatchNormalization",
            "BatchNormalizationV2", "BatchNormalization",
            "SyncBatchNormalization", "BatchNormalization",
            "Convolution1D", "Conv1D",
            "Convolution2D", "Conv2D",
            "Convolution2DTranspose", "Conv2DTranspose",
            "Convolution3D", "Conv3D",
            "SeparableConvolution2D", "SeparableConv2D");

    /** What the loader calls the function by which Keras 2 and Keras 3 mean different ones. */
    private static final String HARD_SIGMOID = "hard_sigmoid_of_keras_2";

    /** Layers of which Keras 2 gave the axis in a list. */
    private static final Set<String> ONE_AXIS = Set.of("BatchNormalization", "LayerNormalization");

    private LegacyLayers() {}

    /** Changes a layer in place. */
    static void translate(ObjectNode layer, boolean keras2) throws ModelRefusedException {
        String found = layer.path("class_name").asText("");
        String className = NAMES.getOrDefault(found, found);
        layer.put("class_name", className);
        if (layer.path("module").asText("").isEmpty()) {
            // A registered class of the owner has its package in its name.
            layer.put("module", className.contains(">") ? "" : module(className, layer.path("config")));
        }
        if (keras2 && layer.get("config") instanceof ObjectNode config) {
            settings(className, config);
        }
    }

    /** Keras 3 records operations beside layers; they have no settings of a layer. */
    private static String module(String className, JsonNode config) {
        boolean operation = !config.has("trainable")
                && !className.equals("InputLayer")
                && KerasOperations.ALL.containsKey(className);
        return operation ? "keras.src.ops" + ".legacy" : "keras.layers";
    }

    private static void settings(String className, ObjectNode config) throws ModelRefusedException {
        String name = config.path("name").asText("");
        if (config.get("dtype") instanceof ObjectNode policy) {
            String policyClass = policy.path("class_name").asText("");
            if (policyClass.equals("Policy") || policyClass.equals("PolicyV1")) {
                policy.put("module", "keras").put("class_name", "DTypePolicy");
            }
        }
        if (config.path("time_major").asBoolean(false)) {
            throw LegacyConfig.invalid(name, "has its steps before its batch (time_major), which Keras 3 cannot");
        }
        if (config.path("causal").asBoolean(false)) {
            throw LegacyConfig.invalid(name, "is causal by a setting, which Keras 3 takes from the call");
        }
        if (className.equals("LeakyReLU") && config.has("alpha")) {
            config.set("negative_slope", config.remove("alpha"));
        }
        if (ONE_AXIS.contains(className) && config.get("axis") instanceof ArrayNode axis && axis.size() == 1) {
            config.set("axis", axis.get(0));
        }
        for (String key : Set.of("activation", "recurrent_activation")) {
            if (config.path(key).asText("").equals("hard_sigmoid")) {
                config.put(key, HARD_SIGMOID);
            }
        }
    }
}
