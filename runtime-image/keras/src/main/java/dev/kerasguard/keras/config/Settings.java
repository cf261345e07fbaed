package dev.kerasguard.keras.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.RefusalRule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one object in config.json, read with their types and bounds checked.
 *
 * @param node the object
 * @param place where it is, such as {@code config.json layers[3] "conv2d"}
 */
public record Settings(ObjectNode node, String place) {

    /** No dimension, stride or count of a real model comes near; keeps products inside 64 bits. */
    public static final long MAX_INTEGER = 1 << 24;

    private static final int MAX_LIST = 4_096;

    /** The raw value, or null when it is absent or JSON null. */
    public @Nullable JsonNode find(String key) {
        JsonNode value = node.get(key);
        return value == null || value.isNull() ? null : value;
    }

    /** Whether a value other than null is there. */
    public boolean has(String key) {
        return find(key) != null;
    }

    /** A string that must be there. */
    public String string(String key) throws ModelRefusedException {
        JsonNode value = find(key);
        if (value == null || !value.isTextual()) {
            throw invalid(key, "must be a string");
        }
        return value.textValue();
    }

    /** A string with a default. */
    public String string(String key, String otherwise) throws ModelRefusedException {
        return has(key) ? string(key) : otherwise;
    }

    /** A truth value with a default. */
    public boolean bool(String key, boolean otherwise) throws ModelRefusedException {
        JsonNode value = find(key);
        if (value == null) {
            return otherwise;
        }
        if (!value.isBoolean()) {
            throw invalid(key, "must be true or false");
        }
        return value.booleanValue();
    }

    /** A whole number that must be there. */
    public int integer(String key, int minimum) throws ModelRefusedException {
        JsonNode value = find(key);
        if (value == null) {
            throw invalid(key, "must be a whole number");
        }
        return integer(key, value, minimum);
    }

    /** A whole number with a default. */
    public int integer(String key, int minimum, int otherwise) throws ModelRefusedException {
        return has(key) ? integer(key, minimum) : otherwise;
    }

    /** A finite number with a default. */
    public float number(String key, float otherwise) throws ModelRefusedException {
        JsonNode value = find(key);
        return value == null ? otherwise : number(key, value);
    }

    /** A finite number of full precision with a default. */
    public double real(String key, double otherwise) throws ModelRefusedException {
        JsonNode value = find(key);
        if (value == null) {
            return otherwise;
        }
        double number = value.isNumber() ? value.doubleValue() : Double.NaN;
        if (!Double.isFinite(number)) {
            throw invalid(key, "must be a finite number");
        }
        return number;
    }

    /** One finite number or a list of them. */
    public float[] numbers(String key) throws ModelRefusedException {
        List<JsonNode> values = list(key);
        float[] numbers = new float[values.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = number(key, values.get(i));
        }
        return numbers;
    }

    /** One whole number or a list of them. */
    public List<Integer> integers(String key, int minimum) throws ModelRefusedException {
        List<Integer> integers = new ArrayList<>();
        for (JsonNode value : list(key)) {
            integers.add(integer(key, value, minimum));
        }
        return integers;
    }

    /** So many whole numbers, of which one stands for all. */
    public List<Integer> sizes(String key, int count, int minimum, List<Integer> otherwise)
            throws ModelRefusedException {
        if (!has(key)) {
            return otherwise;
        }
        List<Integer> values = integers(key, minimum);
        if (values.size() == 1) {
            return Collections.nCopies(count, values.getFirst());
        }
        if (values.size() != count) {
            throw invalid(key, "must be one whole number or " + count);
        }
        return values;
    }

    /** A layer that this one wraps. */
    public KerasObject layer(String key) throws ModelRefusedException {
        return KerasObject.read(object(key).node(), place + " " + key);
    }

    /** An object that must be there. */
    public Settings object(String key) throws ModelRefusedException {
        if (find(key) instanceof ObjectNode object) {
            return new Settings(object, place);
        }
        throw invalid(key, "must be an object");
    }

    /** A list that must be there. */
    public List<JsonNode> array(String key) throws ModelRefusedException {
        if (find(key) instanceof ArrayNode array) {
            return array.valueStream().toList();
        }
        throw invalid(key, "must be a list");
    }

    /** Says that a setting is not what Keras writes. */
    public ModelRefusedException invalid(String key, String expected) {
        return RefusalRule.CONFIG_INVALID.at(place, "\"" + key + "\" " + expected + "; re-save the model with Keras 3");
    }

    /** Says that a setting's value cannot be built by this version. */
    public ModelRefusedException unsupported(String key, String supported) {
        return RefusalRule.OPTION_NOT_SUPPORTED.at(
                place,
                "\"" + key + "\": " + printable(node.get(key)) + " is not supported; supported: " + supported
                        + "; or export as SavedModel with model.export()");
    }

    private List<JsonNode> list(String key) throws ModelRefusedException {
        JsonNode value = find(key);
        if (value == null) {
            throw invalid(key, "must be a number or a list of numbers");
        }
        if (value.size() > MAX_LIST) {
            throw invalid(key, "has more than " + MAX_LIST + " values");
        }
        return value instanceof ArrayNode array ? array.valueStream().toList() : List.of(value);
    }

    private int integer(String key, JsonNode value, int minimum) throws ModelRefusedException {
        if (!value.isIntegralNumber()
                || !value.canConvertToLong()
                || value.longValue() < minimum
                || value.longValue() > MAX_INTEGER) {
            throw invalid(key, "must be a whole number from " + minimum + " to " + MAX_INTEGER);
        }
        return value.intValue();
    }

    private float number(String key, JsonNode value) throws ModelRefusedException {
        float number = value.isNumber() ? (float) value.doubleValue() : Float.NaN;
        if (!Float.isFinite(number)) {
            throw invalid(key, "must be a finite number");
        }
        return number;
    }

    private static String printable(@Nullable JsonNode value) {
        String text = String.valueOf(value);
        return text.length() > 80 ? text.substring(0, 80) + "..." : text;
    }
}
