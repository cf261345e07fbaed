package dev.kerasguard.keras.operations;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.Literal;
import dev.kerasguard.keras.graph.Shape;
import dev.kerasguard.keras.graph.ShapeException;
import dev.kerasguard.keras.graph.TensorType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Arrays of numbers as config.json writes them: nested lists, or lists with an element type. */
final class Literals {

    /** A lookup table of that size is a weight; Keras has nothing against it, but no file of ours needs it. */
    private static final int MAX_ELEMENTS = 1 << 20;

    private static final int MAX_RANK = 8;

    private Literals() {}

    /** Whether config.json writes an array with its type. */
    static boolean isArray(JsonNode node) {
        String name = node.path("class_name").asText("");
        return name.equals("__tensor__") || name.equals("__numpy__");
    }

    /** The array that a value stands for; lists of whole numbers have 32 bits, as in TensorFlow. */
    static Literal read(JsonNode node) {
        if (isArray(node)) {
            String name = node.path("config").path("dtype").asText("");
            DType dtype = DType.of(name).orElseThrow(() -> new ShapeException("has an array of another type"));
            return read(node.path("config").path("value"), dtype);
        }
        return read(node, null);
    }

    private static Literal read(JsonNode node, @Nullable DType dtype) {
        List<Long> shape = new ArrayList<>();
        for (JsonNode at = node; at.isArray(); at = at.path(0)) {
            shape.add((long) at.size());
            if (shape.size() > MAX_RANK) {
                throw new ShapeException("has an array of more than " + MAX_RANK + " dimensions");
            }
        }
        List<JsonNode> values = new ArrayList<>();
        flatten(node, shape, 0, values);
        DType type = dtype != null ? dtype : inferred(values);
        List<Object> numbers = values.stream().map(each -> number(each, type)).toList();
        return new Literal(new TensorType(type, new Shape(shape)), numbers);
    }

    private static void flatten(JsonNode node, List<Long> shape, int depth, List<JsonNode> values) {
        if (depth == shape.size()) {
            if (values.size() >= MAX_ELEMENTS || !(node.isNumber() || node.isBoolean())) {
                throw new ShapeException("has an array of more than " + MAX_ELEMENTS + " values or not of numbers");
            }
            values.add(node);
            return;
        }
        if (!node.isArray() || node.size() != shape.get(depth)) {
            throw new ShapeException("has an array whose rows are not equally long");
        }
        for (JsonNode each : node) {
            flatten(each, shape, depth + 1, values);
        }
    }

    private static DType inferred(List<JsonNode> values) {
        if (!values.isEmpty() && values.stream().allMatch(JsonNode::isBoolean)) {
            return DType.BOOL;
        }
        return !values.isEmpty() && values.stream().allMatch(JsonNode::isIntegralNumber) ? DType.INT32 : DType.FLOAT32;
    }

    private static Object number(JsonNode value, DType dtype) {
        if (dtype.isFloating()) {
            return value.isBoolean() ? (value.booleanValue() ? 1.0 : 0.0) : value.doubleValue();
        }
        if (value.isBoolean()) {
            return value.booleanValue() ? 1L : 0L;
        }
        if (!value.canConvertToLong() || dtype == DType.STRING) {
            throw new ShapeException("has a number that " + dtype.keras() + " cannot hold");
        }
        return value.longValue();
    }
}
