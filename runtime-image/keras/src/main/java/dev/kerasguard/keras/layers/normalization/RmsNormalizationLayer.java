package dev.kerasguard.keras.layers.normalization;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.ElementwiseOp.UnaryKind;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.ReduceOp.Kind;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.LayerScope;
import dev.kerasguard.keras.layers.TensorLayer;
import java.util.List;

/** {@code RMSNormalization}: divided by the root of the mean square over some axes. Weight: scale over those axes. */
record RmsNormalizationLayer(List<Integer> axes, double epsilon) implements TensorLayer {

    static RmsNormalizationLayer read(Settings settings) throws ModelRefusedException {
        return new RmsNormalizationLayer(Statistics.axes(settings), settings.real("epsilon", 1e-6));
    }

    @Override
    public Tensor apply(LayerScope scope, Tensor input) throws ModelRefusedException {
        int[] front = Statistics.front(scope, axes, input);
        GraphBuilder graph = scope.graph();
        Tensor given = scope.floating(input);
        DType wide = Statistics.wide(given);
        Tensor x = graph.cast(given, wide);
        Tensor square = graph.reduce(Kind.MEAN, graph.unary(UnaryKind.SQUARE, x), true, front);
        Tensor normal = graph.multiply(x, graph.unary(UnaryKind.RSQRT, graph.add(square, epsilon)));
        // Keras lets the scale meet the last dimensions, whatever its axes are.
        Tensor scale = graph.cast(scope.weight(0, Statistics.sizes(scope, input, front)), wide);
        return graph.cast(graph.multiply(normal, scale), given.dtype());
    }
}
