package dev.kerasguard.keras.layers.core;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Quantization;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.ElementwiseOp.BinaryKind;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.Arguments;
import dev.kerasguard.keras.layers.LayerBuilder;
import dev.kerasguard.keras.layers.LayerScope;
import dev.kerasguard.keras.layers.Value;
import dev.kerasguard.keras.layers.Value.Leaf;

/**
 * {@code Embedding}: a row of a table for each number. Weight: embeddings (rows, size); quantised also a scale of each
 * row, and of each block of a row a zero point.
 */
record EmbeddingLayer(int rows, int size, boolean maskZero, QuantizationSettings quantization) implements LayerBuilder {

    static EmbeddingLayer read(Settings settings) throws ModelRefusedException {
        return new EmbeddingLayer(
                settings.integer("input_dim", 1),
                settings.integer("output_dim", 1),
                settings.bool("mask_zero", false),
                QuantizationSettings.read(settings));
    }

    @Override
    public boolean castsInputs() {
        return false;
    }

    @Override
    public Value call(LayerScope scope, Arguments arguments) throws ModelRefusedException {
        Tensor numbers = scope.only(arguments).tensor();
        GraphBuilder graph = scope.graph();
        Tensor zero = graph.constant(numbers.dtype(), 0);
        Tensor mask = maskZero ? graph.binary(BinaryKind.NOT_EQUAL, numbers, zero) : null;
        return new Leaf(look(scope, indices(graph, numbers)), mask);
    }

    /** Whole numbers that count from the front: Keras lets negative ones count from the end. */
    private Tensor indices(GraphBuilder graph, Tensor numbers) {
        boolean whole = numbers.dtype() == DType.INT32 || numbers.dtype() == DType.INT64;
        Tensor indices = whole ? numbers : graph.cast(numbers, DType.INT32);
        Tensor negative = graph.binary(BinaryKind.LESS, indices, graph.constant(indices.dtype(), 0));
        return graph.where(negative, graph.add(indices, rows), indices);
    }

    private Tensor look(LayerScope scope, Tensor indices) throws ModelRefusedException {
        GraphBuilder graph = scope.graph();
        DType compute = scope.policy().compute();
        Quantization mode = scope.policy().quantization();
        if (mode == null) {
            Tensor table = scope.stored(0, scope.policy().variable(), true, rows, size);
            return graph.cast(graph.take(table, indices, 0), compute);
        }
        if (mode.mode() == Quantization.Mode.INT8) {
            Tensor table = scope.stored(0, DType.INT8, false, rows, size);
            Tensor numbers = graph.cast(graph.take(table, indices, 0), compute);
            return graph.divide(numbers, rowScale(scope, indices));
        }
        Tensor table = scope.stored(0, DType.INT8, false, rows, (size + 1L) / 2);
        Tensor packed = graph.cast(graph.take(table, indices, 0), compute);
        Tensor numbers = QuantizedWeights.unpack(graph, packed, size);
        int block = quantization.blockSize(mode);
        if (block == Quantization.PER_CHANNEL) {
            return graph.divide(numbers, rowScale(scope, indices));
        }
        long groups = QuantizedWeights.groups(size, block);
        Tensor scale = graph.take(scope.state(1, rows, groups), indices, 0);
        Tensor zero = graph.take(scope.stored(2, DType.INT8, false, rows, groups), indices, 0);
        Tensor group = scope.stored(3, DType.FLOAT32, false, size);
        return QuantizedWeights.dequantize(graph, numbers, scale, zero, group, -1);
    }

    private Tensor rowScale(LayerScope scope, Tensor indices) throws ModelRefusedException {
        GraphBuilder graph = scope.graph();
        return graph.expandDims(graph.take(scope.state(1, rows), indices, 0), -1);
    }
}
