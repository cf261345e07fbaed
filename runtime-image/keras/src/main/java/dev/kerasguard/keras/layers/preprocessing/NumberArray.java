package dev.kerasguard.keras.layers.preprocessing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.Literal;
import dev.kerasguard.keras.graph.Shape;
import dev.kerasguard.keras.graph.TensorType;
import java.util.ArrayList;
import java.util.List;

/**
 * Numbers that a layer has among its settings: one, or lists in lists.
 *
 * @param shape of the lists; of no dimensions for one number
 * @param values row by row
 */
record NumberArray(Shape shape, List<Object> values) {

    private static final int MAX_VALUES = 1 << 18;
    private static final int MAX_RANK = 8;

    NumberArray {
        values = List.copyOf(values);
    }

    /** The setting of that name, which may also be a NumPy array as Keras writes it. */
    static NumberArray read(Settings settings, String key) throws ModelRefusedException {
        JsonNode value = settings.find(key);
        if (value != null && value.path("class_name").asText("").equals("__numpy__")) {
            value = value.path("config").path("value");
        }
        if (value == null) {
            throw settings.invalid(key, "must be numbers");
        }
        List<Long> sizes = new ArrayList<>();
        for (JsonNode each = value; each.isArray(); each = each.path(0)) {
            if (each.isEmpty() || sizes.size() == MAX_RANK) {
                throw settings.invalid(key, "must be numbers in at most " + MAX_RANK + " dimensions");
            }
            sizes.add((long) each.size());
        }
        Shape shape = new Shape(sizes);
        if (shape.elements() > MAX_VALUES) {
            throw settings.invalid(key, "must be at most " + MAX_VALUES + " numbers");
        }
        List<Object> values = new ArrayList<>();
        collect(settings, key, value, shape, values);
        return new NumberArray(shape, values);
    }

    static NumberArray of(double value) {
        return new NumberArray(Shape.SCALAR, List.of(value));
    }

    /** The same numbers in a shape of as many elements. */
    Literal literal(DType dtype, Shape as) {
        return new Literal(new TensorType(dtype, as), values);
    }

    private static void collect(Settings settings, String key, JsonNode value, Shape shape, List<Object> values)
            throws ModelRefusedException {
        if (shape.rank() == 0) {
            double number = value.isNumber() ? value.doubleValue() : Double.NaN;
            if (!Double.isFinite(number)) {
                throw settings.invalid(key, "must be finite numbers");
            }
            values.add(number);
            return;
        }
        if (!value.isArray() || value.size() != shape.size(0)) {
            throw settings.invalid(key, "must be lists of one length");
        }
        for (JsonNode each : value) {
            collect(settings, key, each, shape.sub(1, shape.rank()), values);
        }
    }
}
