package dev.kerasguard.keras.layers.pooling;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.LinearOp.PoolKind;
import dev.kerasguard.keras.graph.ReduceOp.Kind;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.Arguments;
import dev.kerasguard.keras.layers.LayerBuilder;
import dev.kerasguard.keras.layers.LayerScope;
import dev.kerasguard.keras.layers.Value;
import dev.kerasguard.keras.layers.Value.Leaf;
import dev.kerasguard.keras.layers.spatial.DataFormat;
import java.util.stream.IntStream;

/**
 * {@code GlobalMaxPooling1D} to {@code 3D}, {@code GlobalAveragePooling1D} to {@code 3D}: one number for each channel.
 * The average over a sequence leaves out what its mask leaves out.
 */
record GlobalPoolLayer(DataFormat format, PoolKind kind, int rank, boolean keepDims) implements LayerBuilder {

    static GlobalPoolLayer read(Settings settings, PoolKind kind, int rank) throws ModelRefusedException {
        return new GlobalPoolLayer(DataFormat.read(settings), kind, rank, settings.bool("keepdims", false));
    }

    @Override
    public Value call(LayerScope scope, Arguments arguments) throws ModelRefusedException {
        Leaf input = scope.only(arguments);
        Tensor x = input.tensor();
        scope.requireRank(x, rank + 2, "batch, " + rank + " to pool over, channels");
        GraphBuilder graph = scope.graph();
        int first = format == DataFormat.CHANNELS_LAST ? 1 : 2;
        int[] axes = IntStream.range(first, first + rank).toArray();
        if (kind == PoolKind.MAX) {
            return new Leaf(graph.reduce(Kind.MAX, x, keepDims, axes));
        }
        Tensor numbers =
                x.dtype().isFloating() ? x : graph.cast(x, scope.policy().compute());
        Tensor mask = input.mask();
        return new Leaf(
                mask == null || rank > 1
                        ? graph.reduce(Kind.MEAN, numbers, keepDims, axes)
                        : masked(graph, numbers, mask, axes));
    }

    private Tensor masked(GraphBuilder graph, Tensor x, Tensor mask, int[] axes) {
        Tensor steps = graph.expandDims(mask, format == DataFormat.CHANNELS_LAST ? 2 : 1);
        Tensor kept = graph.where(steps, x, graph.constant(x.dtype(), 0));
        Tensor count = graph.reduce(Kind.SUM, graph.cast(steps, x.dtype()), keepDims, axes);
        return graph.divide(graph.reduce(Kind.SUM, kept, keepDims, axes), count);
    }
}
