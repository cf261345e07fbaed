package dev.kerasguard.keras.operations;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.ShapeException;
import dev.kerasguard.keras.graph.Tensor;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Axes that an operation works along.
 *
 * @param axes as the setting says them, negative ones from the end; null for all
 */
record Axes(@Nullable List<Integer> axes) {

    private static final int LOWEST = -32;

    /** The setting {@code axis}. */
    static Axes read(Settings settings) throws ModelRefusedException {
        return read(settings, "axis");
    }

    /** A setting of that name. */
    static Axes read(Settings settings, String key) throws ModelRefusedException {
        return new Axes(settings.has(key) ? settings.integers(key, LOWEST) : null);
    }

    /** One axis, or null for all. */
    static @Nullable Integer one(Settings settings) throws ModelRefusedException {
        return settings.has("axis") ? settings.integer("axis", LOWEST) : null;
    }

    /** One axis. */
    static int one(Settings settings, String key, int otherwise) throws ModelRefusedException {
        return settings.integer(key, LOWEST, otherwise);
    }

    /** Counted from the front, in order. */
    int[] of(Tensor x) {
        return axes == null
                ? IntStream.range(0, x.rank()).toArray()
                : GraphBuilder.axes(x, ints(axes)).stream()
                        .mapToInt(Integer::intValue)
                        .toArray();
    }

    /** Counted from the front, as they are said. */
    static int[] front(Tensor x, List<Integer> axes) {
        int[] front = axes.stream().mapToInt(axis -> GraphBuilder.axis(x, axis)).toArray();
        if (IntStream.of(front).distinct().count() != front.length) {
            throw new ShapeException("names an axis of " + axes + " twice");
        }
        return front;
    }

    static int[] ints(List<Integer> axes) {
        return axes.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Two axes in each other's place. */
    static Tensor swap(GraphBuilder graph, Tensor x, int a, int b) {
        int[] permutation = IntStream.range(0, x.rank()).toArray();
        permutation[a] = b;
        permutation[b] = a;
        return graph.transpose(x, permutation);
    }

    /** One dimension. */
    static Tensor flat(GraphBuilder graph, Tensor x) {
        return x.rank() == 1 ? x : graph.reshape(x, -1);
    }

    /** A setting that names an element type; null when it is not said. */
    static @Nullable DType dtype(Settings settings) throws ModelRefusedException {
        if (!settings.has("dtype")) {
            return null;
        }
        String name = settings.string("dtype");
        return DType.of(name).orElseThrow(() -> settings.unsupported("dtype", "the types of real numbers and bool"));
    }

    /** A finite number with a default. */
    static double real(Settings settings, String key, double otherwise) throws ModelRefusedException {
        JsonNode value = settings.find(key);
        if (value == null) {
            return otherwise;
        }
        double number = value.isNumber() ? value.doubleValue() : Double.NaN;
        if (!Double.isFinite(number)) {
            throw settings.invalid(key, "must be a finite number");
        }
        return number;
    }
}
