package dev.kerasguard.keras.layers.activation;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.ElementwiseOp.UnaryKind;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.LayerScope;
import dev.kerasguard.keras.layers.TensorLayer;
import java.util.List;

/** {@code PReLU}: a learned slope below zero. Weight: alpha, the input's shape without batch, 1 along shared axes. */
record ParametricRectifierLayer(List<Integer> sharedAxes) implements TensorLayer {

    static ParametricRectifierLayer read(Settings settings) throws ModelRefusedException {
        return new ParametricRectifierLayer(
                settings.has("shared_axes") ? settings.integers("shared_axes", -7) : List.of());
    }

    @Override
    public Tensor apply(LayerScope scope, Tensor x) throws ModelRefusedException {
        long[] shape = new long[x.rank() - 1];
        for (int axis : sharedAxes) {
            // Axis 0 is the last one: Keras counts from the axis after the batch, and so from the end.
            int index = axis - 1 < 0 ? axis - 1 + shape.length : axis - 1;
            if (index < 0 || index >= shape.length) {
                throw scope.invalid("shares axis " + axis + " and is called with " + x.rank() + " dimensions");
            }
            shape[index] = 1;
        }
        for (int i = 0; i < shape.length; i++) {
            shape[i] = shape[i] == 1 ? 1 : scope.size(x, i + 1);
        }
        GraphBuilder graph = scope.graph();
        Tensor below = graph.unary(UnaryKind.RELU, graph.unary(UnaryKind.NEGATIVE, x));
        Tensor negative = graph.multiply(scope.weight(0, shape), below);
        return graph.subtract(graph.unary(UnaryKind.RELU, x), negative);
    }
}
