package dev.kerasguard.keras.layers;

import dev.kerasguard.keras.graph.ElementwiseOp.UnaryKind;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.ReduceOp.Kind;
import dev.kerasguard.keras.graph.Tensor;

/** Numbers divided by their Euclidean length along axes. */
public final class UnitNorm {

    private UnitNorm() {}

    /**
     * Adds the operations; what has no length stays zero.
     *
     * @param epsilon the length that is the least to divide by
     */
    public static Tensor apply(GraphBuilder graph, Tensor x, double epsilon, int... axes) {
        Tensor squares = graph.reduce(Kind.SUM, graph.unary(UnaryKind.SQUARE, x), true, axes);
        Tensor factor = graph.unary(UnaryKind.RSQRT, squares);
        return graph.multiply(x, graph.minimum(factor, graph.constant(x.dtype(), 1 / epsilon)));
    }
}
