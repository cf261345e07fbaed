package dev.kerasguard.keras.layers.applications;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.LayerScope;
import dev.kerasguard.keras.layers.TensorLayer;

/** {@code LayerScale} of ConvNeXt: each channel times a weight. */
record LayerScaleLayer(int channels) implements TensorLayer {

    static LayerScaleLayer read(Settings settings) throws ModelRefusedException {
        return new LayerScaleLayer(settings.integer("projection_dim", 1));
    }

    @Override
    public Tensor apply(LayerScope scope, Tensor input) throws ModelRefusedException {
        return scope.graph().multiply(input, scope.weight(0, channels));
    }
}
