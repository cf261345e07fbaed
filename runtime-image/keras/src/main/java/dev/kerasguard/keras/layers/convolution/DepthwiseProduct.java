package dev.kerasguard.keras.layers.convolution;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.LinearOp.DepthwiseConv;
import dev.kerasguard.keras.graph.LinearOp.Padding;
import dev.kerasguard.keras.graph.Shape;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.CallBudget;
import dev.kerasguard.keras.layers.LayerScope;
import dev.kerasguard.keras.layers.spatial.Window;
import java.util.List;

/**
 * Each channel convolved by itself: all of a depthwise convolution and the first half of a separable one. Its kernel
 * (window..., channels, multiplier) is the layer's first weight.
 */
record DepthwiseProduct(Window window, int multiplier) {

    static DepthwiseProduct read(Settings settings, int rank) throws ModelRefusedException {
        return new DepthwiseProduct(
                Window.ofConvolution(settings, rank).requireSymmetric(settings),
                settings.integer("depth_multiplier", 1, 1));
    }

    Tensor of(LayerScope scope, Tensor x) throws ModelRefusedException {
        GraphBuilder graph = scope.graph();
        Tensor kernel = scope.weight(0, window.kernel(scope.size(x, -1), multiplier));
        requireModest(scope, x);
        if (window.rank() == 2) {
            DepthwiseConv conv = new DepthwiseConv(window.strides(), window.dilations(), window.padding());
            return graph.op(conv, x, kernel);
        }
        // A line is an image of one row; both strides alike is what there are kernels for.
        int stride = window.strides().getFirst();
        DepthwiseConv conv = new DepthwiseConv(
                List.of(stride, stride), List.of(1, window.dilations().getFirst()), window.padding());
        return graph.squeeze(graph.op(conv, graph.expandDims(x, 1), graph.expandDims(kernel, 0)), 1);
    }

    /** A dilated product may be computed on a copy with its borders added. */
    private void requireModest(LayerScope scope, Tensor x) throws ModelRefusedException {
        Shape shape = x.shape();
        for (int i = 0; i < window.rank(); i++) {
            long border = window.padding() == Padding.SAME ? window.covered(i) : 0;
            shape = shape.with(
                    i + 1,
                    Math.max(x.size(i + 1), 1) + border + window.dilations().get(i));
        }
        CallBudget.check(shape, scope.place());
    }
}
