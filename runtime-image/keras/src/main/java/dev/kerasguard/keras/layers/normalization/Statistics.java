package dev.kerasguard.keras.layers.normalization;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.LayerScope;
import java.util.Arrays;
import java.util.List;

/** What normalising layers share: 32 bits at least to compute in, and weights along some axes. */
final class Statistics {

    private Statistics() {}

    /** The type in which Keras computes means and variances of numbers of a type. */
    static DType wide(Tensor x) {
        return x.dtype() == DType.FLOAT64 ? DType.FLOAT64 : DType.FLOAT32;
    }

    /** A weight in a type of its own choice, without a detour over the type that the layer computes in. */
    static Tensor weight(LayerScope scope, int index, boolean trainable, DType dtype, long... shape)
            throws ModelRefusedException {
        return scope.graph().cast(scope.stored(index, scope.policy().variable(), trainable, shape), dtype);
    }

    /** The setting {@code axis}: one or several. */
    static List<Integer> axes(Settings settings) throws ModelRefusedException {
        List<Integer> axes = settings.has("axis") ? settings.integers("axis", -8) : List.of(-1);
        if (axes.isEmpty() || axes.size() > 8) {
            throw settings.invalid("axis", "must name 1 to 8 axes");
        }
        return axes.stream().sorted().toList();
    }

    /** Those axes counted from the front. */
    static int[] front(LayerScope scope, List<Integer> axes, Tensor x) throws ModelRefusedException {
        int[] front = new int[axes.size()];
        for (int i = 0; i < front.length; i++) {
            front[i] = scope.axis(axes.get(i), x);
        }
        return front;
    }

    /** The sizes of axes, which must be known. */
    static long[] sizes(LayerScope scope, Tensor x, int... axes) throws ModelRefusedException {
        long[] sizes = new long[axes.length];
        for (int i = 0; i < axes.length; i++) {
            sizes[i] = scope.size(x, axes[i]);
        }
        return sizes;
    }

    /** A weight over some axes of a tensor, ready to be combined with it. */
    static Tensor along(GraphBuilder graph, Tensor weight, Tensor x, int... axes) {
        if (axes.length == 1 && axes[0] == x.rank() - 1) {
            return weight;
        }
        long[] shape = new long[x.rank()];
        Arrays.fill(shape, 1);
        for (int axis : axes) {
            shape[axis] = x.size(axis);
        }
        return graph.reshape(weight, shape);
    }
}
