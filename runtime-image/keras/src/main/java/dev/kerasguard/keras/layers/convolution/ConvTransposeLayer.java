package dev.kerasguard.keras.layers.convolution;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.LinearOp.ConvTranspose;
import dev.kerasguard.keras.graph.LinearOp.Padding;
import dev.kerasguard.keras.graph.Shape;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.CallBudget;
import dev.kerasguard.keras.layers.LayerScope;
import dev.kerasguard.keras.layers.TensorLayer;
import dev.kerasguard.keras.layers.spatial.Window;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * {@code Conv1DTranspose}, {@code Conv2DTranspose}, {@code Conv3DTranspose}. Weights: kernel (window..., filters,
 * channels), bias (filters).
 *
 * @param extra how much larger a dimension becomes than its size times its stride
 */
record ConvTransposeLayer(Filtering filtering, Window window, int filters, List<Long> extra) implements TensorLayer {
    ConvTransposeLayer {
        extra = List.copyOf(extra);
    }

    static ConvTransposeLayer read(Settings settings, int rank) throws ModelRefusedException {
        Window window =
                Window.ofConvolution(settings, rank).requireSymmetric(settings).requireStridesOrDilation(settings);
        return new ConvTransposeLayer(
                Filtering.read(settings, rank), window, settings.integer("filters", 1), extra(settings, window));
    }

    /**
     * Keras' rule for the size of the output (keras.io/api/layers/convolution_layers): without {@code output_padding},
     * size * stride, or for valid padding what the window adds to that; with it, (size - 1) * stride plus it, plus the
     * window, or for same padding plus 1 where the window is odd.
     */
    private static List<Long> extra(Settings settings, Window window) throws ModelRefusedException {
        boolean same = window.padding() == Padding.SAME;
        List<Integer> outputPadding = settings.sizes("output_padding", window.rank(), 0, List.of());
        List<Long> extra = new ArrayList<>();
        for (int i = 0; i < window.rank(); i++) {
            long stride = window.strides().get(i);
            long covered = window.covered(i);
            if (outputPadding.isEmpty()) {
                extra.add(same ? 0 : Math.max(covered, stride) - stride);
                continue;
            }
            long more = outputPadding.get(i) + (same ? covered % 2 : covered) - stride;
            // Outside of this, no convolution of the output gives the input back, and TensorFlow fails.
            if (outputPadding.get(i) >= stride || (same && (more > 0 || more <= -stride))) {
                throw settings.invalid("output_padding", "must be less than the strides and fit the kernel");
            }
            extra.add(more);
        }
        return extra;
    }

    @Override
    public Tensor apply(LayerScope scope, Tensor input) throws ModelRefusedException {
        Tensor x = filtering.enter(scope, input);
        Tensor kernel = scope.weight(0, window.kernel(filters, scope.size(x, -1)));
        List<Long> sizes = new ArrayList<>();
        Shape least = x.shape().with(-1, filters);
        for (int i = 0; i < window.rank(); i++) {
            long size = x.size(i + 1);
            long stride = window.strides().get(i);
            sizes.add(size == Shape.ANY ? Shape.ANY : size * stride + extra.get(i));
            least = least.with(i + 1, Math.max(size, 1) * stride + extra.get(i));
        }
        CallBudget.check(least, scope.place());
        Tensor product = Collections.max(window.dilations()) > 1
                ? dilated(scope.graph(), x, kernel)
                : scope.graph()
                        .op(
                                new ConvTranspose(window.strides(), window.dilations(), window.padding(), sizes, extra),
                                x,
                                kernel);
        return filtering.leave(scope, product, 1);
    }

    /** Without strides, it is the convolution by the kernel turned round, over the input with its borders added. */
    private Tensor dilated(GraphBuilder graph, Tensor x, Tensor kernel) {
        int rank = window.rank();
        List<Long> before = new ArrayList<>(Collections.nCopies(rank + 2, 0L));
        List<Long> after = new ArrayList<>(Collections.nCopies(rank + 2, 0L));
        for (int i = 0; i < rank; i++) {
            long reach = window.covered(i) - 1;
            boolean same = window.padding() == Padding.SAME;
            before.set(i + 1, same ? reach - reach / 2 : reach);
            after.set(i + 1, same ? reach / 2 : reach);
        }
        int[] swapped = IntStream.range(0, rank + 2).toArray();
        swapped[rank] = rank + 1;
        swapped[rank + 1] = rank;
        Tensor turned =
                graph.transpose(graph.flip(kernel, IntStream.range(0, rank).toArray()), swapped);
        return graph.conv(
                graph.pad(x, 0, before, after), turned, window.strides(), window.dilations(), Padding.VALID, 1);
    }
}
