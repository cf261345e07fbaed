package dev.kerasguard.keras.layers.rnn;

import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.ElementwiseOp.BinaryKind;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.RecurrentOp;
import dev.kerasguard.keras.graph.ReduceOp;
import dev.kerasguard.keras.graph.Tensor;

/**
 * A sequence of which some steps do not count. A step that does not count leaves every state as it is: so those that
 * count are put first, and after the last of them nothing matters. What each step gives is found again by how many
 * counted up to it.
 *
 * @param mask which steps count: (batch, steps), truth values
 * @param counted how many count up to each step and with it
 * @param inAll how many count in all: (batch)
 */
record MaskedSteps(GraphBuilder graph, Tensor mask, Tensor counted, Tensor inAll) {

    static MaskedSteps of(GraphBuilder graph, Tensor mask) {
        Tensor counted = graph.op(new ReduceOp.Cumulative(false, 1), graph.cast(mask, DType.INT32));
        return new MaskedSteps(graph, mask, counted, graph.at(counted, 1, -1));
    }

    /** The sequence with the steps first that count. */
    Tensor front(Tensor sequence) {
        return pick(sequence, graph.op(new RecurrentOp.TrueFirst(), mask));
    }

    /**
     * What each step gives.
     *
     * @param run what the steps gave that were put first
     * @param zero whether a step that does not count gives zeros, and not what the last one that counts gave
     */
    Tensor each(Tensor run, boolean zero) {
        Tensor given = pick(run, index(counted));
        return where(zero ? mask : positive(counted), given, zero(given));
    }

    /** What the last step gives; see {@link #each}. */
    Tensor last(Tensor run, boolean zero) {
        Tensor given = lastOf(run);
        return where(zero ? graph.at(mask, 1, -1) : positive(inAll), given, zero(given));
    }

    /** A state after the last step. */
    Tensor state(Tensor run, Tensor initial) {
        return where(positive(inAll), lastOf(run), initial);
    }

    private Tensor lastOf(Tensor run) {
        return graph.squeeze(pick(run, graph.expandDims(index(inAll), 1)), 1);
    }

    private Tensor pick(Tensor sequence, Tensor indices) {
        return graph.op(new RecurrentOp.Pick(), sequence, indices);
    }

    private Tensor index(Tensor count) {
        return graph.maximum(graph.add(count, -1), graph.constant(DType.INT32, 0));
    }

    private Tensor positive(Tensor count) {
        return graph.binary(BinaryKind.GREATER, count, graph.constant(DType.INT32, 0));
    }

    private Tensor zero(Tensor like) {
        return graph.constant(like.dtype(), 0);
    }

    private Tensor where(Tensor condition, Tensor yes, Tensor no) {
        Tensor wide = condition;
        while (wide.rank() < yes.rank()) {
            wide = graph.expandDims(wide, -1);
        }
        return graph.where(wide, yes, no);
    }
}
