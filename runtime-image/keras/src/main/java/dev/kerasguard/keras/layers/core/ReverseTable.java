package dev.kerasguard.keras.layers.core;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.DtypePolicy;
import dev.kerasguard.keras.config.Quantization;
import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.LayerScope;
import org.jspecify.annotations.Nullable;

/**
 * The matrix by which a {@code ReversibleEmbedding} scores the rows of its table.
 *
 * @param numbers (size, rows)
 * @param scale what each column was multiplied by, (rows); null when the numbers are what they mean
 */
record ReverseTable(Tensor numbers, @Nullable Tensor scale) {

    static ReverseTable read(LayerScope scope, EmbeddingLayer table, boolean tied) throws ModelRefusedException {
        DtypePolicy policy = scope.policy();
        Quantization mode = policy.quantization();
        GraphBuilder graph = scope.graph();
        long rows = table.rows();
        long size = table.size();
        if (mode == null) {
            Tensor own = scope.stored(0, policy.variable(), true, rows, size);
            return new ReverseTable(
                    tied ? graph.transpose(own, 1, 0) : scope.stored(1, policy.variable(), true, size, rows), null);
        }
        if (mode.mode() == Quantization.Mode.INT8) {
            return tied
                    ? new ReverseTable(
                            graph.transpose(QuantizedWeights.int8(scope, 0, rows, size), 1, 0), scope.state(1, rows))
                    : new ReverseTable(QuantizedWeights.int8(scope, 2, size, rows), scope.state(3, rows));
        }
        int block = table.quantization().blockSize(mode);
        return tied ? tiedInt4(scope, rows, size, block) : ownInt4(scope, rows, size, block);
    }

    private static ReverseTable tiedInt4(LayerScope scope, long rows, long size, int block)
            throws ModelRefusedException {
        GraphBuilder graph = scope.graph();
        Tensor numbers = QuantizedWeights.int4(scope, 0, rows, size);
        if (block == Quantization.PER_CHANNEL) {
            return new ReverseTable(graph.transpose(numbers, 1, 0), scope.state(1, rows));
        }
        long groups = QuantizedWeights.groups(size, block);
        Tensor scale = scope.state(1, rows, groups);
        Tensor zero = scope.stored(2, DType.INT8, false, rows, groups);
        Tensor group = scope.stored(3, DType.FLOAT32, false, size);
        Tensor whole = QuantizedWeights.dequantize(graph, numbers, scale, zero, group, 1);
        return new ReverseTable(graph.transpose(whole, 1, 0), null);
    }

    private static ReverseTable ownInt4(LayerScope scope, long rows, long size, int block)
            throws ModelRefusedException {
        GraphBuilder graph = scope.graph();
        boolean grouped = block != Quantization.PER_CHANNEL;
        int next = grouped ? 4 : 2;
        // Neighbours in a column share a byte.
        Tensor packed = graph.transpose(QuantizedWeights.int8(scope, next, (size + 1) / 2, rows), 1, 0);
        Tensor numbers = graph.transpose(QuantizedWeights.unpack(graph, packed, size), 1, 0);
        if (!grouped) {
            return new ReverseTable(numbers, scope.state(next + 1, rows));
        }
        long groups = QuantizedWeights.groups(size, block);
        Tensor scale = scope.state(next + 1, groups, rows);
        Tensor zero = scope.state(next + 2, groups, rows);
        Tensor group = scope.stored(3, DType.FLOAT32, false, size);
        return new ReverseTable(QuantizedWeights.dequantize(graph, numbers, scale, zero, group, 0), null);
    }
}
