package dev.kerasguard.keras.legacy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kerasguard.keras.ModelRefusedException;
import java.util.Set;

/**
 * The calls of Keras 2 as Keras 3 writes them. Keras 2 names a tensor by {@code [layer, call, output]}, the first
 * argument's tensors with the call's keywords behind them, and a number in a tensor's place by
 * {@code ["_CONSTANT_VALUE", -1, number]}.
 */
final class LegacyCalls {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String CONSTANT = "_CONSTANT_VALUE";

    /** Layers that Keras 2 gave their first state as further tensors of the first argument. */
    private static final Set<String> RECURRENT =
            Set.of("RNN", "SimpleRNN", "LSTM", "GRU", "ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D", "Bidirectional");

    private final Set<String> layers;
    private final Set<String> counted;
    private final Set<String> sequential;

    /**
     * @param layers the names of the model's layers
     * @param counted those of which the first call has the number 1
     * @param sequential those of them that Keras 3 counts from 0 also where a model names its outputs
     */
    LegacyCalls(Set<String> layers, Set<String> counted, Set<String> sequential) {
        this.layers = layers;
        this.counted = counted;
        this.sequential = sequential;
    }

    /** Rewrites the calls of a layer, and the layer itself where it stands for a function of TensorFlow. */
    void translate(ObjectNode layer, ArrayNode nodes) throws ModelRefusedException {
        ArrayNode calls = JSON.arrayNode();
        for (JsonNode node : nodes) {
            // Each kind of call was in use at the same time; none can be taken for another.
            calls.add(node instanceof ObjectNode object && object.has("args") ? object : call(layer, node));
        }
        String className = layer.path("class_name").asText("");
        if (className.equals("TFOpLambda") || className.equals("SlicingOpLambda")) {
            calls = TensorFlowFunctions.translate(layer, calls);
        }
        layer.set("inbound_nodes", calls);
    }

    /** The tensors that a model takes or gives. */
    JsonNode ports(JsonNode node) {
        if (isTensor(node)) {
            // Keras 3 counts the making of a functional model here, and only of that.
            String layer = node.path(0).textValue();
            return JSON.arrayNode()
                    .add(layer)
                    .add(node.path(1).intValue() - (sequential.contains(layer) ? 1 : 0))
                    .add(node.path(2));
        }
        if (node instanceof ArrayNode array) {
            ArrayNode all = JSON.arrayNode();
            array.forEach(each -> all.add(ports(each)));
            return all;
        }
        if (node instanceof ObjectNode object) {
            ObjectNode all = JSON.objectNode();
            object.properties().forEach(each -> all.set(each.getKey(), ports(each.getValue())));
            return all;
        }
        return node;
    }

    private ObjectNode call(ObjectNode layer, JsonNode node) throws ModelRefusedException {
        String name = layer.path("name").asText("");
        ObjectNode call = JSON.objectNode();
        ArrayNode args = call.putArray("args");
        ObjectNode kwargs = JSON.objectNode();
        JsonNode first = first(node, kwargs, name);
        String className = layer.path("class_name").asText("");
        boolean function = className.equals("TFOpLambda");
        if (first instanceof ArrayNode several && several.size() == 1 && !function) {
            args.add(several.get(0));
        } else if (first instanceof ArrayNode several && RECURRENT.contains(className)) {
            args.add(several.get(0));
            ArrayNode state = JSON.arrayNode();
            several.forEach(state::add);
            state.remove(0);
            kwargs.set("initial_state", state);
        } else {
            args.add(first);
        }
        call.set("kwargs", kwargs);
        return call;
    }

    private JsonNode first(JsonNode node, ObjectNode kwargs, String layer) throws ModelRefusedException {
        if (isTensor(node) || isConstant(node)) {
            for (var each : node.path(3).properties()) {
                kwargs.set(each.getKey(), value(each.getValue()));
            }
            return isConstant(node) ? node.path(2) : tensor(node);
        }
        if (node instanceof ArrayNode array) {
            ArrayNode all = JSON.arrayNode();
            for (JsonNode each : array) {
                all.add(first(each, kwargs, layer));
            }
            return all;
        }
        if (node instanceof ObjectNode object) {
            ObjectNode all = JSON.objectNode();
            for (var each : object.properties()) {
                all.set(each.getKey(), first(each.getValue(), kwargs, layer));
            }
            return all;
        }
        throw LegacyConfig.invalid(layer, "is connected otherwise than Keras does");
    }

    /** A keyword's value, in which tensors are told from lists by the names of layers. */
    private JsonNode value(JsonNode node) {
        if (isTensor(node) && node.size() == 3 && layers.contains(node.path(0).textValue())) {
            return tensor(node);
        }
        if (isConstant(node)) {
            return node.path(2);
        }
        if (node instanceof ArrayNode array) {
            ArrayNode all = JSON.arrayNode();
            array.forEach(each -> all.add(value(each)));
            return all;
        }
        return node;
    }

    private ObjectNode tensor(JsonNode node) {
        String layer = node.path(0).textValue();
        ObjectNode tensor = JSON.objectNode().put("class_name", "__keras_tensor__");
        tensor.putObject("config")
                .putArray("keras_history")
                .add(layer)
                .add(node.path(1).intValue() - (counted.contains(layer) ? 1 : 0))
                .add(node.path(2));
        return tensor;
    }

    private static boolean isTensor(JsonNode node) {
        return node.isArray()
                && node.size() >= 3
                && node.size() <= 4
                && node.path(0).isTextual()
                && !node.path(0).textValue().equals(CONSTANT)
                && node.path(1).isInt()
                && node.path(2).isInt();
    }

    private static boolean isConstant(JsonNode node) {
        return node.isArray()
                && node.size() >= 3
                && node.path(0).isTextual()
                && node.path(0).textValue().equals(CONSTANT);
    }
}
