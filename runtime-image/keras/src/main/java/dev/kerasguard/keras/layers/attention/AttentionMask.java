package dev.kerasguard.keras.layers.attention;

import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.ElementwiseOp.BinaryKind;
import dev.kerasguard.keras.graph.ElementwiseOp.UnaryKind;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.Tensor;
import org.jspecify.annotations.Nullable;

/** Which steps may look at which, put together of what a layer is called with. */
final class AttentionMask {

    private final GraphBuilder graph;
    private @Nullable Tensor mask;

    AttentionMask(GraphBuilder graph) {
        this.graph = graph;
    }

    /** All that was added; null when every step may look at every other. */
    @Nullable Tensor get() {
        return mask;
    }

    /** Only what this allows too; null allows everything. */
    AttentionMask and(@Nullable Tensor other) {
        if (other != null) {
            Tensor bool = graph.cast(other, DType.BOOL);
            mask = mask == null ? bool : graph.binary(BinaryKind.LOGICAL_AND, mask, bool);
        }
        return this;
    }

    /** Only queries that hold data: (batch, queries). */
    AttentionMask queries(@Nullable Tensor steps) {
        return and(steps == null ? null : graph.expandDims(steps, -1));
    }

    /** Only keys that hold data: (batch, keys). */
    AttentionMask keys(@Nullable Tensor steps) {
        return and(steps == null ? null : graph.expandDims(steps, -2));
    }

    /** Only keys up to the query's own step. */
    AttentionMask causal(Tensor queries, int queryAxis, Tensor keys, int keyAxis) {
        Tensor rows = graph.expandDims(graph.range(queries, queryAxis, DType.INT32), 1);
        Tensor columns = graph.range(keys, keyAxis, DType.INT32);
        return and(graph.expandDims(graph.binary(BinaryKind.GREATER_EQUAL, rows, columns), 0));
    }

    /** Only keys fewer steps away than the window. */
    AttentionMask window(Tensor queries, Tensor keys, int window) {
        Tensor rows = graph.expandDims(graph.range(queries, 1, DType.INT32), 1);
        Tensor columns = graph.range(keys, 1, DType.INT32);
        Tensor distance = graph.unary(UnaryKind.ABSOLUTE, graph.subtract(rows, columns));
        Tensor near = graph.binary(BinaryKind.LESS, distance, graph.constant(DType.INT32, window));
        return and(graph.expandDims(near, 0));
    }
}
