package dev.kerasguard.keras.layers.normalization;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.ElementwiseOp.UnaryKind;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.LayerScope;
import dev.kerasguard.keras.layers.TensorLayer;
import java.util.List;

/**
 * {@code BatchNormalization} at inference: the moving statistics. Weights, each as long as the axis: gamma if scaled,
 * beta if centred, moving mean, moving variance, and with renormalisation three more that only training reads.
 */
record BatchNormalizationLayer(int axis, double epsilon, boolean center, boolean scale, boolean renorm)
        implements TensorLayer {

    private static final int RENORM_STATES = 3;

    static BatchNormalizationLayer read(Settings settings) throws ModelRefusedException {
        List<Integer> axes = settings.has("axis") ? settings.integers("axis", -8) : List.of(-1);
        if (axes.size() != 1) {
            throw settings.unsupported("axis", "one axis");
        }
        return new BatchNormalizationLayer(
                axes.getFirst(),
                settings.real("epsilon", 1e-3),
                settings.bool("center", true),
                settings.bool("scale", true),
                settings.bool("renorm", false));
    }

    @Override
    public Tensor apply(LayerScope scope, Tensor input) throws ModelRefusedException {
        int front = scope.axis(axis, input);
        long size = scope.size(input, front);
        GraphBuilder graph = scope.graph();
        Tensor x = scope.floating(input);
        DType wide = Statistics.wide(x);
        int next = 0;
        Tensor gamma = scale ? Statistics.weight(scope, next++, true, wide, size) : null;
        Tensor beta = center ? Statistics.weight(scope, next++, true, wide, size) : null;
        Tensor mean = Statistics.weight(scope, next++, false, wide, size);
        Tensor variance = Statistics.weight(scope, next++, false, wide, size);
        for (int i = 0; renorm && i < RENORM_STATES; i++) {
            scope.state(next + i, size);
        }
        // All of this is of weights: TensorFlow folds it, and often into the layer before.
        Tensor deviation = graph.unary(UnaryKind.RSQRT, graph.add(variance, epsilon));
        Tensor factor = gamma == null ? deviation : graph.multiply(deviation, gamma);
        Tensor shift = graph.multiply(mean, factor);
        Tensor offset = beta == null ? graph.unary(UnaryKind.NEGATIVE, shift) : graph.subtract(beta, shift);
        Tensor scaled = graph.multiply(graph.cast(x, wide), Statistics.along(graph, factor, x, front));
        Tensor shifted = graph.add(scaled, Statistics.along(graph, offset, x, front));
        return graph.cast(shifted, scope.policy().compute());
    }
}
