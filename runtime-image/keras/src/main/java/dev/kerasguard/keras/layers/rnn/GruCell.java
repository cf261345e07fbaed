package dev.kerasguard.keras.layers.rnn;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.Dim;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.LayerScope;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code GRUCell}. Weights: kernel (in, 3 units), recurrent kernel (units, 3 units), bias: (3 units), or (2, 3 units)
 * for the input and for the state when the reset gate comes after the product; with the gates update, reset, candidate.
 */
record GruCell(int units, boolean bias, Gates gates, boolean resetAfter) implements Cell {

    static GruCell read(Settings settings) throws ModelRefusedException {
        return new GruCell(
                settings.integer("units", 1),
                settings.bool("use_bias", true),
                Gates.read(settings),
                settings.bool("reset_after", true));
    }

    @Override
    public int states() {
        return 1;
    }

    @Override
    public Steps run(LayerScope scope, Tensor sequence, @Nullable List<Tensor> initial, int kept)
            throws ModelRefusedException {
        Tensor kernel = scope.weight(0, scope.size(sequence, -1), 3L * units);
        Tensor recurrent = scope.weight(1, units, 3L * units);
        List<Tensor> before = Sequences.initial(scope, sequence, initial, 1, Dim.of(units));
        return resetAfter
                ? resetAfter(scope, sequence, kernel, recurrent, before, kept)
                : resetBefore(scope, sequence, kernel, recurrent, before, kept);
    }

    /**
     * The bias of the state's candidate goes into the projection, where the candidate's own input is not: so each step
     * adds once to the whole product.
     */
    private Steps resetAfter(
            LayerScope scope, Tensor sequence, Tensor kernel, Tensor recurrent, List<Tensor> before, int kept)
            throws ModelRefusedException {
        GraphBuilder graph = scope.graph();
        Tensor inputBias = null;
        Tensor stateBias = null;
        if (bias) {
            Tensor both = scope.weight(2, 2, 3L * units);
            Tensor state = graph.at(both, 0, 1);
            Tensor none = graph.full(both.dtype(), 0, both, Dim.of(units));
            Tensor ofGates = graph.concatenate(List.of(graph.slice(state, 0, 0, 2L * units), none), 0);
            inputBias = graph.add(graph.at(both, 0, 0), ofGates);
            stateBias = graph.slice(state, 0, 2L * units, 3L * units);
        }
        Tensor projected = Sequences.project(scope, sequence, kernel, inputBias);
        Dim[] shape = {Dim.same(0), Dim.same(1), Dim.of(units)};
        Tensor shift = stateBias == null
                ? graph.full(projected.dtype(), 0, projected, shape)
                : graph.broadcastTo(stateBias, projected, shape);
        Tensor added = graph.concatenate(List.of(graph.slice(projected, -1, 0, 2L * units), shift), -1);
        Tensor candidates = graph.slice(projected, -1, 2L * units, 3L * units);
        return Sequences.scan(scope, List.of(added, candidates), before, kept, (step, inputs, states) -> {
            Tensor state = states.getFirst();
            List<Tensor> each = step.split(step.add(step.matmul(state, recurrent), inputs.getFirst()), -1, 3);
            Tensor update = gates.recurrent().apply(step, each.get(0));
            Tensor reset = gates.recurrent().apply(step, each.get(1));
            Tensor sum = step.add(inputs.getLast(), step.multiply(reset, each.get(2)));
            return List.of(mixed(step, update, state, gates.activation().apply(step, sum)));
        });
    }

    private Steps resetBefore(
            LayerScope scope, Tensor sequence, Tensor kernel, Tensor recurrent, List<Tensor> before, int kept)
            throws ModelRefusedException {
        GraphBuilder graph = scope.graph();
        Tensor projected = Sequences.project(scope, sequence, kernel, bias ? scope.weight(2, 3L * units) : null);
        Tensor forGates = graph.slice(projected, -1, 0, 2L * units);
        Tensor candidates = graph.slice(projected, -1, 2L * units, 3L * units);
        Tensor ofGates = graph.slice(recurrent, -1, 0, 2L * units);
        Tensor ofCandidates = graph.slice(recurrent, -1, 2L * units, 3L * units);
        return Sequences.scan(scope, List.of(forGates, candidates), before, kept, (step, inputs, states) -> {
            Tensor state = states.getFirst();
            Tensor sum = step.add(inputs.getFirst(), step.matmul(state, ofGates));
            List<Tensor> each = step.split(sum, -1, 2);
            Tensor update = gates.recurrent().apply(step, each.get(0));
            Tensor reset = gates.recurrent().apply(step, each.get(1));
            Tensor product = step.matmul(step.multiply(reset, state), ofCandidates);
            Tensor candidate = gates.activation().apply(step, step.add(inputs.getLast(), product));
            return List.of(mixed(step, update, state, candidate));
        });
    }

    /** {@code update * state + (1 - update) * candidate}, in one operation less. */
    private static Tensor mixed(GraphBuilder graph, Tensor update, Tensor state, Tensor candidate) {
        return graph.add(candidate, graph.multiply(update, graph.subtract(state, candidate)));
    }
}
