package dev.kerasguard.keras.layers.activation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.RefusalRule;
import dev.kerasguard.keras.config.DtypePolicy;
import dev.kerasguard.keras.config.KerasObject;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.Tensor;

/** What happens to each number that a layer has computed: a function by name, or an activation layer in its place. */
@FunctionalInterface
public interface Activation {

    /** Adds the function's operations. */
    Tensor apply(GraphBuilder graph, Tensor x);

    /** The setting {@code activation}; none is linear. */
    static Activation optional(Settings settings) throws ModelRefusedException {
        return settings.has("activation") ? required(settings) : ActivationFunction.LINEAR;
    }

    /** The setting {@code activation}, which must be there. */
    static Activation required(Settings settings) throws ModelRefusedException {
        return named(settings, "activation");
    }

    /** A setting that must name an activation, or hold one of its layers. */
    static Activation named(Settings settings, String key) throws ModelRefusedException {
        if (settings.find(key) instanceof ObjectNode object) {
            return object(settings, key, object);
        }
        ActivationFunction function = ActivationFunction.of(settings.string(key));
        if (function == null) {
            throw settings.unsupported(key, ActivationFunction.names());
        }
        return function;
    }

    private static Activation object(Settings settings, String key, ObjectNode node) throws ModelRefusedException {
        JsonNode module = node.path("module");
        if (!module.asText("").startsWith("keras.")) {
            throw RefusalRule.CUSTOM_OBJECT.at(
                    settings.place(),
                    "its " + key + " is a custom function, whose code is not in the file; use one of "
                            + ActivationFunction.names() + ", or export as SavedModel with model.export()");
        }
        KerasObject object = KerasObject.read(node, settings.place() + " " + key);
        ActivationReader reader = object.module().equals("keras.layers")
                ? ActivationLayers.WITHOUT_WEIGHTS.get(object.className())
                : null;
        if (reader == null) {
            throw settings.unsupported(
                    key,
                    ActivationFunction.names() + ", or the layers "
                            + String.join(", ", ActivationLayers.WITHOUT_WEIGHTS.keySet()));
        }
        Activation activation = reader.read(object.config());
        DType compute = DtypePolicy.read(object.config()).compute();
        return (graph, x) -> activation.apply(graph, graph.cast(x, compute));
    }
}
