package dev.kerasguard.keras.layers.core;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.Dim;
import dev.kerasguard.keras.graph.ElementwiseOp.BinaryKind;
import dev.kerasguard.keras.graph.ElementwiseOp.UnaryKind;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.LayerScope;
import java.util.List;

/** Stored numbers of 4 and 8 bits as floating ones. */
final class QuantizedWeights {

    private QuantizedWeights() {}

    /** Numbers of 8 bits, as they are, in the layer's compute type. */
    static Tensor int8(LayerScope scope, int index, long... shape) throws ModelRefusedException {
        return scope.graph()
                .cast(
                        scope.stored(index, DType.INT8, false, shape),
                        scope.policy().compute());
    }

    /** A matrix of 4-bit numbers, of which a byte holds two neighbours in a row: see {@link #unpack}. */
    static Tensor int4(LayerScope scope, int index, long rows, long columns) throws ModelRefusedException {
        return unpack(scope.graph(), int8(scope, index, rows, (columns + 1) / 2), columns);
    }

    /**
     * The 4-bit numbers in bytes along the last dimension, the first in a byte's low half.
     *
     * @param packed bytes, as signed numbers of a floating type
     * @param columns how many numbers there are
     */
    static Tensor unpack(GraphBuilder graph, Tensor packed, long columns) {
        Tensor high = graph.unary(UnaryKind.FLOOR, graph.multiply(packed, 1.0 / 16));
        // From 0 to 15, of which those from 8 on mean 16 less.
        Tensor unsigned = graph.subtract(packed, graph.multiply(high, 16));
        Tensor negative = graph.binary(BinaryKind.GREATER_EQUAL, unsigned, graph.constant(unsigned.dtype(), 8));
        Tensor low = graph.where(negative, graph.add(unsigned, -16), unsigned);
        Dim[] dims = new Dim[packed.rank()];
        for (int i = 0; i < dims.length - 1; i++) {
            dims[i] = Dim.same(i);
        }
        dims[dims.length - 1] = Dim.of(2 * packed.size(-1));
        return graph.slice(graph.reshape(graph.stack(List.of(low, high), -1), dims), -1, 0, columns);
    }

    /**
     * A matrix whose rows share scales and zero points by groups: (number - zero) * scale.
     *
     * @param scale (groups, columns) for axis 0, (rows, groups) for axis 1
     * @param zero as the scale
     * @param groups the group of each row, or column
     */
    static Tensor dequantize(GraphBuilder graph, Tensor numbers, Tensor scale, Tensor zero, Tensor groups, int axis) {
        Tensor group = graph.cast(groups, DType.INT32);
        Tensor shift = graph.cast(graph.take(zero, group, axis), scale.dtype());
        return graph.multiply(graph.subtract(numbers, shift), graph.take(scale, group, axis));
    }

    /** How many groups of a size there are. */
    static long groups(long size, int blockSize) {
        return (size + blockSize - 1) / blockSize;
    }
}
