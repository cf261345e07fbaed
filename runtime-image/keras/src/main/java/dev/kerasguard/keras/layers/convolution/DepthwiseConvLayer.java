package dev.kerasguard.keras.layers.convolution;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.LayerScope;
import dev.kerasguard.keras.layers.TensorLayer;

/**
 * {@code DepthwiseConv1D}, {@code DepthwiseConv2D}. Weights: kernel (window..., channels, multiplier), bias (channels *
 * multiplier).
 */
record DepthwiseConvLayer(Filtering filtering, DepthwiseProduct depthwise) implements TensorLayer {

    static DepthwiseConvLayer read(Settings settings, int rank) throws ModelRefusedException {
        return new DepthwiseConvLayer(Filtering.read(settings, rank), DepthwiseProduct.read(settings, rank));
    }

    @Override
    public Tensor apply(LayerScope scope, Tensor input) throws ModelRefusedException {
        return filtering.leave(scope, depthwise.of(scope, filtering.enter(scope, input)), 1);
    }
}
