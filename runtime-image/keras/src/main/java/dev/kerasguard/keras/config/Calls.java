package dev.kerasguard.keras.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.RefusalRule;
import dev.kerasguard.keras.config.ModelConfig.Call;
import dev.kerasguard.keras.config.ModelConfig.TensorRef;
import java.util.ArrayList;
import java.util.List;

/** Reads a layer's {@code inbound_nodes}: where it is called, and with which tensors. */
final class Calls {

    private static final int MAX_CALLS = 1_000;
    private static final int MAX_ARGUMENTS = 1_000;

    private Calls() {}

    static List<Call> read(KerasObject layer) throws ModelRefusedException {
        List<Call> calls = new ArrayList<>();
        if (!layer.node().has("inbound_nodes")) {
            return calls;
        }
        List<JsonNode> nodes = new Settings(layer.node(), layer.place()).array("inbound_nodes");
        if (nodes.size() > MAX_CALLS) {
            throw invalid(layer.place(), "is called more than " + MAX_CALLS + " times");
        }
        for (JsonNode node : nodes) {
            if (!node.isObject()) {
                throw invalid(layer.place(), "is connected in the form of Keras 2");
            }
            List<TensorRef> arguments = new ArrayList<>();
            collect(node.path("args"), layer.place(), arguments);
            keywords(node.path("kwargs"), layer.place(), arguments);
            calls.add(new Call(arguments));
        }
        return calls;
    }

    /** Whether a node is one {@code [layer, call, tensor]}, and not a list of them. */
    static boolean isRef(JsonNode node) {
        return node.isArray() && node.size() == 3 && node.path(0).isTextual();
    }

    static TensorRef ref(JsonNode node, String place) throws ModelRefusedException {
        if (!isRef(node)
                || !node.path(1).isInt()
                || !node.path(2).isInt()
                || node.path(1).intValue() < 0
                || node.path(2).intValue() < 0) {
            throw invalid(place, "names a tensor otherwise than by [layer, call, output]");
        }
        return new TensorRef(
                node.path(0).textValue(), node.path(1).intValue(), node.path(2).intValue());
    }

    private static void collect(JsonNode node, String place, List<TensorRef> into) throws ModelRefusedException {
        if (into.size() > MAX_ARGUMENTS) {
            throw invalid(place, "takes more than " + MAX_ARGUMENTS + " tensors");
        }
        if (node instanceof ArrayNode array) {
            for (JsonNode each : array) {
                collect(each, place, into);
            }
        } else if (node instanceof ObjectNode object
                && object.path("class_name").asText().equals("__keras_tensor__")) {
            into.add(ref(object.path("config").path("keras_history"), place));
        } else {
            throw RefusalRule.OPTION_NOT_SUPPORTED.at(
                    place,
                    "is called with something else than tensors; call it with a tensor or a list of tensors, or export"
                            + " as SavedModel with model.export()");
        }
    }

    private static void keywords(JsonNode node, String place, List<TensorRef> into) throws ModelRefusedException {
        for (var entry : node.properties()) {
            JsonNode value = entry.getValue();
            boolean off = entry.getKey().equals("training") && value.isBoolean() && !value.booleanValue();
            boolean nothing = off || isNothing(value);
            if (entry.getKey().equals("inputs") && into.isEmpty()) {
                collect(value, place, into);
            } else if (!nothing) {
                throw RefusalRule.OPTION_NOT_SUPPORTED.at(
                        place,
                        "is called with \"" + ForbiddenObjects.printable(entry.getKey())
                                + "\", which is not supported; export as SavedModel with model.export()");
            }
        }
    }

    /** A call of several tensors has one mask for each, all of them null. */
    private static boolean isNothing(JsonNode value) {
        return value.isNull() || (value.isArray() && value.valueStream().allMatch(JsonNode::isNull));
    }

    private static ModelRefusedException invalid(String place, String what) {
        return RefusalRule.CONFIG_INVALID.at(place, what + "; re-save the model with Keras 3");
    }
}
