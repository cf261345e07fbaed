package dev.kerasguard.keras.layers.pooling;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.LinearOp.Padding;
import dev.kerasguard.keras.graph.LinearOp.PoolKind;
import dev.kerasguard.keras.graph.Literal;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.CallBudget;
import dev.kerasguard.keras.layers.LayerScope;
import dev.kerasguard.keras.layers.TensorLayer;
import dev.kerasguard.keras.layers.spatial.DataFormat;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * {@code AdaptiveAveragePooling1D} to {@code 3D}, {@code AdaptiveMaxPooling1D} to {@code 3D}: as many windows as asked
 * for, from floor(i * size / output) to ceil((i + 1) * size / output).
 */
record AdaptivePoolLayer(DataFormat format, PoolKind kind, List<Integer> sizes) implements TensorLayer {

    private static final int MAX_SIZE = 1 << 16;

    AdaptivePoolLayer {
        sizes = List.copyOf(sizes);
    }

    static AdaptivePoolLayer read(Settings settings, PoolKind kind, int rank) throws ModelRefusedException {
        List<Integer> sizes = settings.sizes("output_size", rank, 1, List.of());
        if (sizes.isEmpty() || Collections.max(sizes) > MAX_SIZE) {
            throw settings.invalid("output_size", "must be whole numbers from 1 to " + MAX_SIZE);
        }
        return new AdaptivePoolLayer(DataFormat.read(settings), kind, sizes);
    }

    @Override
    public Tensor apply(LayerScope scope, Tensor input) throws ModelRefusedException {
        int rank = sizes.size();
        scope.requireRank(input, rank + 2, "batch, " + rank + " to pool over, channels");
        GraphBuilder graph = scope.graph();
        Tensor x = format.toLast(graph, input);
        for (int i = 0; i < rank; i++) {
            x = along(scope, x, i);
            CallBudget.check(x, scope.place());
        }
        return format.fromLast(graph, x);
    }

    /** Pools one dimension: a window that is a product of dimensions can be taken one after the other. */
    private Tensor along(LayerScope scope, Tensor x, int dimension) throws ModelRefusedException {
        long size = scope.size(x, dimension + 1);
        int output = sizes.get(dimension);
        if (size < 1) {
            throw scope.invalid("pools nothing");
        }
        if (size % output == 0) {
            int window = (int) Math.min(size / output, Integer.MAX_VALUE);
            return pool(scope.graph(), x, dimension, window, window);
        }
        // All windows are of two sizes: both kinds, at every place, then those that are meant.
        int small = (int) Math.min((size + output - 1) / output, Integer.MAX_VALUE - 1);
        List<Tensor> both = new ArrayList<>();
        both.add(pool(scope.graph(), x, dimension, small, 1));
        long[] places = new long[output];
        boolean big = false;
        for (int i = 0; i < output; i++) {
            long begin = i * size / output;
            long end = ((i + 1) * size + output - 1) / output;
            boolean isBig = end - begin > small;
            big |= isBig;
            places[i] = begin + (isBig ? size - small + 1 : 0);
        }
        if (big) {
            both.add(pool(scope.graph(), x, dimension, small + 1, 1));
        }
        GraphBuilder graph = scope.graph();
        Tensor indices = graph.constant(Literal.ofLongs(DType.INT32, places));
        return graph.take(graph.concatenate(both, dimension + 1), indices, dimension + 1);
    }

    private Tensor pool(GraphBuilder graph, Tensor x, int dimension, int window, int stride) {
        List<Integer> windows = new ArrayList<>(Collections.nCopies(sizes.size(), 1));
        List<Integer> strides = new ArrayList<>(windows);
        windows.set(dimension, window);
        strides.set(dimension, stride);
        return graph.pool(x, kind, windows, strides, Padding.VALID);
    }
}
