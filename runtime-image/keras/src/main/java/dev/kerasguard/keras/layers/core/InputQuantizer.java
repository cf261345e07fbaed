package dev.kerasguard.keras.layers.core;

import dev.kerasguard.keras.graph.ElementwiseOp.UnaryKind;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.ReduceOp.Kind;
import dev.kerasguard.keras.graph.Tensor;

/**
 * {@code AbsMaxQuantizer}: numbers as whole ones of a range, by the largest of them.
 *
 * @param low the least whole number
 * @param high the largest whole number, and what the largest number becomes
 * @param epsilon added to the largest number
 */
record InputQuantizer(int low, int high, double epsilon) {

    /** What Keras uses where nothing is said. */
    static final InputQuantizer DEFAULT = new InputQuantizer(-127, 127, 1e-7);

    /**
     * Whole numbers, and what the numbers were multiplied by.
     *
     * @param numbers whole, but still of a floating type: products of 8-bit numbers add up exactly in it
     * @param scale one along the axes
     */
    record Quantized(Tensor numbers, Tensor scale) {}

    /** Adds the operations; numbers along the axes share a scale. */
    Quantized apply(GraphBuilder graph, Tensor x, int... axes) {
        Tensor largest = graph.reduce(Kind.MAX, graph.unary(UnaryKind.ABSOLUTE, x), true, axes);
        Tensor scale = graph.divide(graph.constant(x.dtype(), high), graph.add(largest, epsilon));
        Tensor whole = graph.unary(UnaryKind.ROUND, graph.multiply(x, scale));
        return new Quantized(graph.clip(whole, low, high), scale);
    }
}
