package dev.kerasguard.keras.graph;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Numbers, truth values or strings as part of a graph; for what is small, never for weights.
 *
 * @param type element type and shape
 * @param values one for each element, row by row: a Double, a Long (also for truth values: 0 and 1) or a String whose
 *     characters are bytes
 */
public record Literal(TensorType type, List<Object> values) {
    public Literal {
        values = List.copyOf(values);
        if (values.size() != type.shape().elements()) {
            throw new ShapeException(values.size() + " values are not of shape " + type.shape());
        }
    }

    /** One number. */
    public static Literal of(DType dtype, double value) {
        return new Literal(new TensorType(dtype, Shape.SCALAR), List.of(number(dtype, value)));
    }

    /** Numbers in a row. */
    public static Literal of(DType dtype, double... values) {
        List<Object> numbers = new ArrayList<>();
        for (double value : values) {
            numbers.add(number(dtype, value));
        }
        return new Literal(new TensorType(dtype, Shape.of(values.length)), numbers);
    }

    /** Whole numbers in a row. */
    public static Literal ofLongs(DType dtype, long... values) {
        List<Object> numbers = new ArrayList<>();
        for (long value : values) {
            numbers.add(dtype.isFloating() ? (Object) (double) value : (Object) value);
        }
        return new Literal(new TensorType(dtype, Shape.of(values.length)), numbers);
    }

    /** Strings in a row, as UTF-8. */
    public static Literal ofStrings(List<String> values) {
        List<Object> bytes = new ArrayList<>();
        for (String value : values) {
            bytes.add(new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
        }
        return new Literal(new TensorType(DType.STRING, Shape.of(values.size())), bytes);
    }

    /** The same values in another shape. */
    public Literal as(Shape shape) {
        return new Literal(new TensorType(type.dtype(), shape), values);
    }

    private static Object number(DType dtype, double value) {
        return dtype.isFloating() ? (Object) value : (Object) (long) value;
    }
}
