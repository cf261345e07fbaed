package dev.kerasguard.keras.legacy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.RefusalRule;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Says in the words of Keras 3 what the config of a legacy file, or of any file of Keras 2, says: objects get the
 * module that their class has in Keras 3, and the calls of Keras 2 become those of Keras 3. Nothing is decided here
 * about what is supported.
 */
public final class LegacyConfig {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Set<String> MODELS = Set.of("Sequential", "Functional", "Model");

    private static final Pattern OF_KERAS = Pattern.compile("(tf_)?keras(\\..*)?");

    private final boolean keras2;

    private LegacyConfig(boolean keras2) {
        this.keras2 = keras2;
    }

    /**
     * Translates a model.
     *
     * @param root the model's config; not changed
     * @param keras2 whether Keras 2 wrote it
     */
    public static ObjectNode translate(ObjectNode root, boolean keras2) throws ModelRefusedException {
        return new LegacyConfig(keras2).object(root);
    }

    private ObjectNode object(ObjectNode object) throws ModelRefusedException {
        if (MODELS.contains(object.path("class_name").asText("")) && isOfKeras(object)) {
            return model(object);
        }
        ObjectNode layer = object.deepCopy();
        LegacyLayers.translate(layer, keras2);
        if (layer.get("config") instanceof ObjectNode config) {
            // Layers that this one wraps.
            for (String key : Set.of("layer", "backward_layer", "cell")) {
                if (config.get(key) instanceof ObjectNode wrapped) {
                    config.set(key, object(wrapped));
                }
            }
            if (config.get("cells") instanceof ArrayNode cells) {
                config.set("cells", objects(cells));
            }
        }
        return layer;
    }

    /** Where a config says the module of a class, an owner's class is not taken for one of Keras. */
    private static boolean isOfKeras(ObjectNode object) {
        String module = object.path("module").asText("");
        return module.isEmpty() || OF_KERAS.matcher(module).matches();
    }

    private ArrayNode objects(ArrayNode all) throws ModelRefusedException {
        ArrayNode translated = JSON.arrayNode();
        for (JsonNode each : all) {
            translated.add(each instanceof ObjectNode object ? object(object) : each);
        }
        return translated;
    }

    private ObjectNode model(ObjectNode object) throws ModelRefusedException {
        ObjectNode model = object.objectNode();
        object.properties().forEach(each -> model.set(each.getKey(), each.getValue()));
        boolean sequential = object.path("class_name").asText("").equals("Sequential");
        model.put("module", sequential ? "keras" : "keras.src.models.functional");
        model.put("class_name", sequential ? "Sequential" : "Functional");
        ObjectNode config = JSON.objectNode();
        if (object.get("config") instanceof ArrayNode layers) {
            // Keras before 2.2 had nothing else to say of a Sequential.
            config.put("name", "sequential");
            config.set("layers", objects(layers));
        } else {
            object.path("config").properties().forEach(each -> config.set(each.getKey(), each.getValue()));
            if (config.get("layers") instanceof ArrayNode layers) {
                config.set("layers", objects(layers));
            }
        }
        if (config.get("layers") instanceof ArrayNode layers) {
            if (sequential) {
                addInput(layers);
            } else {
                connect(config, layers);
            }
        }
        model.set("config", config);
        return model;
    }

    /** A Sequential's first layer could say by itself what enters the model. */
    private static void addInput(ArrayNode layers) {
        JsonNode config = layers.path(0).path("config");
        if (!config.has("batch_input_shape")
                || layers.path(0).path("class_name").asText("").equals("InputLayer")) {
            return;
        }
        ObjectNode input = JSON.objectNode();
        input.put("module", "keras.layers").put("class_name", "InputLayer");
        ObjectNode settings = input.putObject("config");
        settings.put("name", config.path("name").asText("") + "_input");
        settings.set("batch_shape", config.get("batch_input_shape"));
        if (config.path("dtype").isTextual()) {
            settings.set("dtype", config.get("dtype"));
        }
        layers.insert(0, input);
    }

    private void connect(ObjectNode config, ArrayNode layers) throws ModelRefusedException {
        if (!keras2) {
            return;
        }
        Set<String> names = new HashSet<>();
        Set<String> counted = new HashSet<>();
        Set<String> sequential = new HashSet<>();
        for (JsonNode layer : layers) {
            String name =
                    layer.path("name").asText(layer.path("config").path("name").asText(""));
            names.add(name);
            if (countsItsMaking(layer)) {
                counted.add(name);
                if (layer.path("class_name").asText("").equals("Sequential")) {
                    sequential.add(name);
                }
            }
        }
        LegacyCalls calls = new LegacyCalls(names, counted, sequential);
        for (JsonNode layer : layers) {
            if (layer instanceof ObjectNode object && object.get("inbound_nodes") instanceof ArrayNode nodes) {
                calls.translate(object, nodes);
            }
        }
        for (String key : Set.of("input_layers", "output_layers")) {
            if (config.get(key) != null) {
                config.set(key, calls.ports(config.get(key)));
            }
        }
    }

    /** Whether the making of a model counts as its call 0: Keras 2 did so where it knew the model's input. */
    private static boolean countsItsMaking(JsonNode layer) {
        return switch (layer.path("class_name").asText("")) {
            case "Functional" -> true;
            case "Sequential" ->
                layer.path("config")
                        .path("layers")
                        .path(0)
                        .path("class_name")
                        .asText("")
                        .equals("InputLayer");
            default -> false;
        };
    }

    static ModelRefusedException invalid(String layer, String what) {
        return RefusalRule.CONFIG_INVALID.at(
                "model_config \"" + layer.replaceAll("[^A-Za-z0-9_./-]", "?") + "\"",
                what + "; load the model with Keras and save it as model.keras");
    }
}
