package dev.kerasguard.keras.layers.activation;

import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.ElementwiseOp.BinaryKind;
import dev.kerasguard.keras.graph.ElementwiseOp.UnaryKind;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.ReduceOp.Cumulative;
import dev.kerasguard.keras.graph.ReduceOp.Kind;
import dev.kerasguard.keras.graph.ReduceOp.SortDescending;
import dev.kerasguard.keras.graph.Tensor;

/**
 * {@code sparsemax} over the last dimension: what a number is above a threshold that all have together.
 *
 * <p>Source: Martins and Astudillo, From Softmax to Sparsemax (2016), algorithm 1, as far as Keras follows it.
 */
final class Sparsemax {

    private Sparsemax() {}

    static Tensor apply(GraphBuilder graph, Tensor x) {
        DType dtype = x.dtype();
        int last = x.rank() - 1;
        Tensor sorted = graph.op(new SortDescending(), x);
        Tensor sums = graph.op(new Cumulative(false, last), sorted);
        Tensor ranks = graph.add(graph.range(x, last, dtype), 1);
        Tensor supported = graph.binary(BinaryKind.GREATER, sorted, graph.divide(graph.add(sums, -1), ranks));
        Tensor count = graph.reduce(Kind.SUM, graph.cast(supported, dtype), true, last);
        // The paper takes the last of the sums; Keras adds them up, and what it answers is what counts.
        Tensor total = graph.reduce(Kind.SUM, graph.where(supported, sums, graph.constant(dtype, 0)), true, last);
        Tensor threshold = graph.divide(graph.add(total, -1), count);
        return graph.unary(UnaryKind.RELU, graph.subtract(x, threshold));
    }
}
