package dev.kerasguard.keras.layers.rnn;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.Dim;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.Node;
import dev.kerasguard.keras.graph.RecurrentOp.Lstm;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.LayerScope;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code LSTMCell}; its states are the output and the carry. Weights: kernel (in, 4 units), recurrent kernel (units, 4
 * units), bias (4 units), with the gates input, forget, candidate, output.
 */
record LstmCell(int units, boolean bias, Gates gates) implements Cell {

    /**
     * Up to here all weights stay in a processor's cache, and one operation for all steps is fastest (64 units: 0.48
     * against 0.73 ms for 100 steps of one example); with more weights it is slower (256 units: 5.8 against 3.2 ms)
     * because it reads the kernel again in every step.
     */
    private static final long FUSED_WEIGHTS = 1 << 17;

    static LstmCell read(Settings settings) throws ModelRefusedException {
        return new LstmCell(settings.integer("units", 1), settings.bool("use_bias", true), Gates.read(settings));
    }

    @Override
    public int states() {
        return 2;
    }

    @Override
    public Steps run(LayerScope scope, Tensor sequence, @Nullable List<Tensor> initial, int kept)
            throws ModelRefusedException {
        GraphBuilder graph = scope.graph();
        Tensor kernel = scope.weight(0, scope.size(sequence, -1), 4L * units);
        Tensor recurrent = scope.weight(1, units, 4L * units);
        Tensor added = bias ? scope.weight(2, 4L * units) : null;
        List<Tensor> before = Sequences.initial(scope, sequence, initial, 2, Dim.of(units));
        long weights = kernel.shape().elements() + recurrent.shape().elements();
        if (gates.standard() && sequence.dtype() == DType.FLOAT32 && weights <= FUSED_WEIGHTS) {
            Tensor shift = added == null ? graph.full(sequence.dtype(), 0, kernel, Dim.same(1)) : added;
            Tensor kernels = graph.concatenate(List.of(kernel, recurrent), 0);
            Node node = graph.add(new Lstm(), List.of(sequence, before.getFirst(), before.getLast(), kernels, shift));
            return new Steps(
                    before,
                    List.of(new Tensor(node, 0), new Tensor(node, 1)),
                    List.of(new Tensor(node, 2), new Tensor(node, 3)));
        }
        Tensor projected = Sequences.project(scope, sequence, kernel, added);
        return Sequences.scan(
                scope,
                List.of(projected),
                before,
                kept,
                (step, inputs, states) -> gates.remember(
                        step,
                        step.add(inputs.getFirst(), step.matmul(states.getFirst(), recurrent)),
                        states.getLast()));
    }
}
