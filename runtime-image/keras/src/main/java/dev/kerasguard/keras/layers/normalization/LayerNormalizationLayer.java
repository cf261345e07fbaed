package dev.kerasguard.keras.layers.normalization;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.ElementwiseOp.BinaryKind;
import dev.kerasguard.keras.graph.ElementwiseOp.UnaryKind;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.ReduceOp.Kind;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.LayerScope;
import dev.kerasguard.keras.layers.TensorLayer;
import java.util.List;

/**
 * {@code LayerNormalization} over some axes of each example. Weights over those axes: gamma if scaled, beta if centred.
 *
 * @param byVariance the option {@code rms_scaling} of older files: divided by the deviation, and neither mean nor beta
 *     is looked at
 */
record LayerNormalizationLayer(List<Integer> axes, double epsilon, boolean center, boolean scale, boolean byVariance)
        implements TensorLayer {

    static LayerNormalizationLayer read(Settings settings) throws ModelRefusedException {
        return new LayerNormalizationLayer(
                Statistics.axes(settings),
                settings.real("epsilon", 1e-3),
                settings.bool("center", true),
                settings.bool("scale", true),
                settings.bool("rms_scaling", false));
    }

    @Override
    public boolean castsInputs() {
        return false;
    }

    @Override
    public Tensor apply(LayerScope scope, Tensor input) throws ModelRefusedException {
        int[] front = Statistics.front(scope, axes, input);
        long[] sizes = Statistics.sizes(scope, input, front);
        GraphBuilder graph = scope.graph();
        Tensor given = scope.floating(input);
        DType wide = Statistics.wide(given);
        Tensor x = graph.cast(given, wide);
        Tensor mean = graph.reduce(Kind.MEAN, x, true, front);
        Tensor squares = graph.binary(BinaryKind.SQUARED_DIFFERENCE, x, mean);
        Tensor variance = graph.reduce(Kind.MEAN, squares, true, front);
        Tensor inverse = graph.unary(UnaryKind.RSQRT, graph.add(variance, epsilon));
        Tensor normal = graph.multiply(byVariance ? x : graph.subtract(x, mean), inverse);
        int next = 0;
        if (scale || byVariance) {
            Tensor gamma = Statistics.weight(scope, next++, true, wide, sizes);
            normal = graph.multiply(normal, Statistics.along(graph, gamma, x, front));
        }
        if (center && !byVariance) {
            Tensor beta = Statistics.weight(scope, next, true, wide, sizes);
            normal = graph.add(normal, Statistics.along(graph, beta, x, front));
        }
        return graph.cast(graph.cast(normal, given.dtype()), scope.policy().compute());
    }
}
