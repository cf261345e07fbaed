package dev.kerasguard.keras.layers.preprocessing;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.LayerScope;
import dev.kerasguard.keras.layers.TensorLayer;

/** {@code Rescaling}: input * scale + offset, each one number or as many as fit the last dimensions. */
record RescalingLayer(NumberArray scale, NumberArray offset) implements TensorLayer {

    static RescalingLayer read(Settings settings) throws ModelRefusedException {
        return new RescalingLayer(
                NumberArray.read(settings, "scale"),
                settings.has("offset") ? NumberArray.read(settings, "offset") : NumberArray.of(0));
    }

    @Override
    public Tensor apply(LayerScope scope, Tensor input) {
        GraphBuilder graph = scope.graph();
        DType dtype = scope.policy().compute();
        Tensor factor = graph.constant(scale.literal(dtype, scale.shape()));
        Tensor shift = graph.constant(offset.literal(dtype, offset.shape()));
        return graph.add(graph.multiply(graph.cast(input, dtype), factor), shift);
    }
}
