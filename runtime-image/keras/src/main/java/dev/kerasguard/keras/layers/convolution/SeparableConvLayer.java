package dev.kerasguard.keras.layers.convolution;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.LinearOp.Padding;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.LayerScope;
import dev.kerasguard.keras.layers.TensorLayer;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * {@code SeparableConv1D}, {@code SeparableConv2D}: depthwise, then pointwise. Weights: depthwise kernel (window...,
 * channels, multiplier), pointwise kernel (1..., channels * multiplier, filters), bias (filters).
 */
record SeparableConvLayer(Filtering filtering, DepthwiseProduct depthwise, int filters) implements TensorLayer {

    static SeparableConvLayer read(Settings settings, int rank) throws ModelRefusedException {
        return new SeparableConvLayer(
                Filtering.read(settings, rank), DepthwiseProduct.read(settings, rank), settings.integer("filters", 1));
    }

    @Override
    public Tensor apply(LayerScope scope, Tensor input) throws ModelRefusedException {
        int rank = filtering.rank();
        Tensor each = depthwise.of(scope, filtering.enter(scope, input));
        long[] shape = new long[rank + 2];
        Arrays.fill(shape, 1);
        shape[rank] = scope.size(each, -1);
        shape[rank + 1] = filters;
        List<Integer> ones = Collections.nCopies(rank, 1);
        Tensor product = scope.graph().conv(each, scope.weight(1, shape), ones, ones, Padding.VALID, 1);
        return filtering.leave(scope, product, 2);
    }
}
