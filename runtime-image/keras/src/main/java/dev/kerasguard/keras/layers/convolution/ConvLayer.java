package dev.kerasguard.keras.layers.convolution;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.LinearOp.DepthwiseConv;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.CallBudget;
import dev.kerasguard.keras.layers.LayerScope;
import dev.kerasguard.keras.layers.TensorLayer;
import dev.kerasguard.keras.layers.spatial.Window;
import java.util.List;

/**
 * {@code Conv1D}, {@code Conv2D}, {@code Conv3D}. Weights: kernel (window..., channels / groups, filters), bias
 * (filters). The setting {@code lora_rank} changes nothing: Keras saves the kernel with its adapter merged.
 */
record ConvLayer(Filtering filtering, Window window, int filters, int groups) implements TensorLayer {

    private static final int MAX_GROUPS = 4_096;

    static ConvLayer read(Settings settings, int rank) throws ModelRefusedException {
        int filters = settings.integer("filters", 1);
        int groups = settings.integer("groups", 1, 1);
        if (groups > MAX_GROUPS || filters % groups != 0) {
            throw settings.invalid("groups", "must divide the filters and be at most " + MAX_GROUPS);
        }
        Window window = Window.ofConvolution(settings, rank).requireStridesOrDilation(settings);
        if (rank > 1) {
            window.requireSymmetric(settings);
        }
        return new ConvLayer(Filtering.read(settings, rank), window, filters, groups);
    }

    @Override
    public Tensor apply(LayerScope scope, Tensor input) throws ModelRefusedException {
        GraphBuilder graph = scope.graph();
        Tensor x = filtering.enter(scope, input);
        long channels = scope.size(x, -1);
        if (channels % groups != 0) {
            throw scope.invalid("has " + groups + " groups, which do not divide the " + channels + " channels");
        }
        if (window.causal()) {
            x = graph.pad(x, 0, List.of(0L, window.covered(0) - 1, 0L), List.of(0L, 0L, 0L));
            CallBudget.check(x, scope.place());
        }
        Tensor kernel = scope.weight(0, window.kernel(channels / groups, filters));
        Tensor product =
                groups == channels && window.rank() == 2 ? depthwise(graph, x, kernel) : convolve(scope, x, kernel);
        return filtering.leave(scope, product, 1);
    }

    /** One channel for each group is what a depthwise convolution does at once. */
    private Tensor depthwise(GraphBuilder graph, Tensor x, Tensor kernel) {
        long[] shape = window.kernel(groups, filters / groups);
        return graph.op(
                new DepthwiseConv(window.strides(), window.dilations(), window.padding()),
                x,
                graph.reshape(kernel, shape));
    }

    private Tensor convolve(LayerScope scope, Tensor x, Tensor kernel) throws ModelRefusedException {
        scope.budget().spend(scope, 3L * (groups - 1));
        return scope.graph().conv(x, kernel, window.strides(), window.dilations(), window.padding(), groups);
    }
}
