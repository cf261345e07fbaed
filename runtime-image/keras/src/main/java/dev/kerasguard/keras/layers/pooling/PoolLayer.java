package dev.kerasguard.keras.layers.pooling;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.LinearOp.PoolKind;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.LayerScope;
import dev.kerasguard.keras.layers.TensorLayer;
import dev.kerasguard.keras.layers.spatial.DataFormat;
import dev.kerasguard.keras.layers.spatial.Window;

/** {@code MaxPooling1D} to {@code 3D}, {@code AveragePooling1D} to {@code 3D}; padding counts in no average. */
record PoolLayer(DataFormat format, Window window, PoolKind kind) implements TensorLayer {

    static PoolLayer read(Settings settings, PoolKind kind, int rank) throws ModelRefusedException {
        Window window = Window.ofPooling(settings, rank).requireSymmetric(settings);
        return new PoolLayer(DataFormat.read(settings), window, kind);
    }

    @Override
    public Tensor apply(LayerScope scope, Tensor input) throws ModelRefusedException {
        int rank = window.rank();
        scope.requireRank(input, rank + 2, "batch, " + rank + " that the window slides over, channels");
        if (kind == PoolKind.AVERAGE && !input.dtype().isFloating()) {
            throw scope.invalid("averages " + input.dtype().keras());
        }
        GraphBuilder graph = scope.graph();
        Tensor pooled =
                graph.pool(format.toLast(graph, input), kind, window.size(), window.strides(), window.padding());
        return format.fromLast(graph, pooled);
    }
}
