package dev.kerasguard.keras.layers.preprocessing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.ElementwiseOp.UnaryKind;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.Shape;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.LayerScope;
import dev.kerasguard.keras.layers.TensorLayer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code Normalization}: (input - mean) / standard deviation, or inverted. The statistics are settings, or weights that
 * {@code adapt()} has found, each of the sizes of the axes: mean, variance.
 *
 * @param axes that have statistics of their own
 * @param mean null where both are weights
 */
record NormalizationLayer(
        List<Integer> axes,
        @Nullable NumberArray mean,
        @Nullable NumberArray variance,
        boolean invert) implements TensorLayer {

    /** What a standard deviation is at least: Keras' epsilon (keras.io/api/utils/config_utils). */
    private static final double EPSILON = 1e-7;

    NormalizationLayer {
        axes = List.copyOf(axes);
    }

    static NormalizationLayer read(Settings settings) throws ModelRefusedException {
        boolean given = settings.has("mean");
        if (given != settings.has("variance")) {
            throw settings.invalid("mean", "must be there together with \"variance\", or not at all");
        }
        NumberArray mean = given ? NumberArray.read(settings, "mean") : null;
        NumberArray variance = given ? NumberArray.read(settings, "variance") : null;
        if (mean != null && variance != null && !mean.shape().equals(variance.shape())) {
            throw settings.invalid("mean", "must have the shape of \"variance\"");
        }
        return new NormalizationLayer(axes(settings), mean, variance, settings.bool("invert", false));
    }

    /** None, one, or several; an older Keras writes no list. */
    private static List<Integer> axes(Settings settings) throws ModelRefusedException {
        JsonNode axis = settings.node().get("axis");
        if (axis == null) {
            return List.of(-1);
        }
        return axis.isNull() || (axis.isEmpty() && axis.isArray()) ? List.of() : settings.integers("axis", -16);
    }

    @Override
    public Tensor apply(LayerScope scope, Tensor input) throws ModelRefusedException {
        GraphBuilder graph = scope.graph();
        List<Integer> kept = new ArrayList<>();
        for (int axis : axes) {
            kept.add(scope.axis(axis, input));
        }
        Collections.sort(kept);
        Tensor x = graph.cast(input, scope.policy().compute());
        Tensor center = statistic(scope, x, kept, mean, 0);
        Tensor deviation = graph.maximum(
                graph.unary(UnaryKind.SQRT, statistic(scope, x, kept, variance, 1)),
                graph.constant(x.dtype(), EPSILON));
        return invert
                ? graph.add(center, graph.multiply(x, deviation))
                : graph.divide(graph.subtract(x, center), deviation);
    }

    /** The mean or the variance, in a shape that fits the input. */
    private static Tensor statistic(
            LayerScope scope, Tensor x, List<Integer> kept, @Nullable NumberArray numbers, int weight)
            throws ModelRefusedException {
        GraphBuilder graph = scope.graph();
        long[] sizes = new long[kept.size()];
        long[] shape = new long[x.rank()];
        Arrays.fill(shape, 1);
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = scope.size(x, kept.get(i));
            shape[kept.get(i)] = sizes[i];
        }
        if (numbers == null) {
            return graph.reshape(scope.state(weight, sizes), shape);
        }
        DType dtype = scope.policy().compute();
        int rank = numbers.shape().rank();
        if (rank > kept.size()) {
            throw scope.invalid("has statistics of " + rank + " dimensions for " + kept.size() + " axes");
        }
        Shape aligned = new Shape(Collections.nCopies(x.rank(), 1L));
        for (int i = 1; i <= rank; i++) {
            int axis = kept.get(kept.size() - i);
            long size = numbers.shape().size(-i);
            if (size != 1 && size != shape[axis]) {
                throw scope.invalid("has " + size + " statistics for axis " + axis + " of size " + shape[axis]);
            }
            aligned = aligned.with(axis, size);
        }
        return graph.constant(numbers.literal(dtype, aligned));
    }
}
