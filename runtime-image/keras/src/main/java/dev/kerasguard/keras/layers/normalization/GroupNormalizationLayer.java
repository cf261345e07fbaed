package dev.kerasguard.keras.layers.normalization;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.Dim;
import dev.kerasguard.keras.graph.ElementwiseOp.BinaryKind;
import dev.kerasguard.keras.graph.ElementwiseOp.UnaryKind;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.ReduceOp.Kind;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.LayerScope;
import dev.kerasguard.keras.layers.TensorLayer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * {@code GroupNormalization}: neighbours along an axis are a group, normalised over all other dimensions of an example.
 * Weights, each as long as the axis: gamma if scaled, beta if centred.
 *
 * @param groups how many there are; -1: each channel is one
 */
record GroupNormalizationLayer(int groups, int axis, double epsilon, boolean center, boolean scale)
        implements TensorLayer {

    static GroupNormalizationLayer read(Settings settings) throws ModelRefusedException {
        int groups = settings.integer("groups", -1, 32);
        if (groups == 0) {
            throw settings.invalid("groups", "must be -1 or a positive number");
        }
        return new GroupNormalizationLayer(
                groups,
                settings.integer("axis", -8, -1),
                settings.real("epsilon", 1e-3),
                settings.bool("center", true),
                settings.bool("scale", true));
    }

    @Override
    public boolean castsInputs() {
        return false;
    }

    @Override
    public Tensor apply(LayerScope scope, Tensor input) throws ModelRefusedException {
        int front = scope.axis(axis, input);
        long size = scope.size(input, front);
        long count = groups == -1 ? size : groups;
        if (front == 0 || size % count != 0) {
            throw scope.invalid("cannot make " + count + " groups of axis " + axis + " of " + input.shape());
        }
        GraphBuilder graph = scope.graph();
        Tensor given = scope.floating(input);
        DType wide = Statistics.wide(given);
        Tensor x = graph.cast(graph.reshape(given, grouped(given, front, count, size / count)), wide);
        int[] others = IntStream.range(1, x.rank()).filter(i -> i != front).toArray();
        Tensor mean = graph.reduce(Kind.MEAN, x, true, others);
        Tensor squares = graph.binary(BinaryKind.SQUARED_DIFFERENCE, x, mean);
        Tensor variance = graph.reduce(Kind.MEAN, squares, true, others);
        Tensor factor = graph.unary(UnaryKind.RSQRT, graph.add(variance, epsilon));
        long[] shape = new long[x.rank()];
        Arrays.fill(shape, 1);
        shape[front] = count;
        shape[front + 1] = size / count;
        int next = 0;
        if (scale) {
            Tensor gamma = Statistics.weight(scope, next++, true, wide, size);
            factor = graph.multiply(factor, graph.reshape(gamma, shape));
        }
        Tensor offset = graph.unary(UnaryKind.NEGATIVE, graph.multiply(mean, factor));
        if (center) {
            Tensor beta = Statistics.weight(scope, next, true, wide, size);
            offset = graph.add(offset, graph.reshape(beta, shape));
        }
        Tensor normal = graph.cast(graph.add(graph.multiply(x, factor), offset), given.dtype());
        Dim[] same = IntStream.range(0, given.rank()).mapToObj(Dim::same).toArray(Dim[]::new);
        return graph.cast(graph.reshapeLike(normal, given, same), scope.policy().compute());
    }

    private static Dim[] grouped(Tensor x, int axis, long groups, long members) {
        List<Dim> dims = new ArrayList<>();
        for (int i = 0; i < x.rank(); i++) {
            if (i == axis) {
                dims.add(Dim.of(groups));
                dims.add(Dim.of(members));
            } else {
                dims.add(Dim.same(i));
            }
        }
        return dims.toArray(Dim[]::new);
    }
}
