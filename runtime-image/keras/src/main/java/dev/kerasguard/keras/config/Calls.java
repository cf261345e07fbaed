package dev.kerasguard.keras.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.RefusalRule;
import dev.kerasguard.keras.config.ModelConfig.Argument;
import dev.kerasguard.keras.config.ModelConfig.Call;
import dev.kerasguard.keras.config.ModelConfig.TensorRef;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads a layer's {@code inbound_nodes}: where it is called, and with what. */
final class Calls {

    private static final int MAX_CALLS = 1_000;
    private static final int MAX_ARGUMENTS = 1_000;

    private final String place;
    private int arguments;

    private Calls(String place) {
        this.place = place;
    }

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
            Calls reader = new Calls(layer.place());
            List<Argument> positional = new ArrayList<>();
            for (JsonNode each : new Settings((ObjectNode) node, layer.place()).array("args")) {
                positional.add(reader.argument(each));
            }
            Map<String, Argument> keywords = new LinkedHashMap<>();
            for (var each : node.path("kwargs").properties()) {
                keywords.put(ForbiddenObjects.printable(each.getKey()), reader.argument(each.getValue()));
            }
            calls.add(new Call(positional, keywords));
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

    private Argument argument(JsonNode node) throws ModelRefusedException {
        if (++arguments > MAX_ARGUMENTS) {
            throw invalid(place, "is called with more than " + MAX_ARGUMENTS + " values");
        }
        if (node instanceof ArrayNode array) {
            List<Argument> values = new ArrayList<>();
            for (JsonNode each : array) {
                values.add(argument(each));
            }
            return new Argument.Sequence(values);
        }
        if (!(node instanceof ObjectNode object)) {
            return new Argument.Constant(node);
        }
        if (object.path("class_name").asText().equals("__keras_tensor__")) {
            return new Argument.Ref(ref(object.path("config").path("keras_history"), place));
        }
        if (object.has("class_name")) {
            return new Argument.Constant(object);
        }
        Map<String, Argument> values = new LinkedHashMap<>();
        for (var each : object.properties()) {
            values.put(ForbiddenObjects.printable(each.getKey()), argument(each.getValue()));
        }
        return new Argument.Mapping(values);
    }

    private static ModelRefusedException invalid(String place, String what) {
        return RefusalRule.CONFIG_INVALID.at(place, what + "; re-save the model with Keras 3");
    }
}
