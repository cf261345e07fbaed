package dev.kerasguard.keras.layers.rnn;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.Dim;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.LayerScope;
import dev.kerasguard.keras.layers.activation.Activation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code SimpleRNNCell}. Weights: kernel (in, units), recurrent kernel (units, units), bias (units). */
record SimpleRnnCell(int units, boolean bias, Activation activation) implements Cell {

    static SimpleRnnCell read(Settings settings) throws ModelRefusedException {
        return new SimpleRnnCell(
                settings.integer("units", 1), settings.bool("use_bias", true), Gates.activation(settings));
    }

    @Override
    public int states() {
        return 1;
    }

    @Override
    public Steps run(LayerScope scope, Tensor sequence, @Nullable List<Tensor> initial, int kept)
            throws ModelRefusedException {
        Tensor kernel = scope.weight(0, scope.size(sequence, -1), units);
        Tensor recurrent = scope.weight(1, units, units);
        Tensor projected = Sequences.project(scope, sequence, kernel, bias ? scope.weight(2, units) : null);
        List<Tensor> before = Sequences.initial(scope, sequence, initial, 1, Dim.of(units));
        return Sequences.scan(scope, List.of(projected), before, kept, (graph, inputs, states) -> {
            Tensor product = graph.matmul(states.getFirst(), recurrent);
            return List.of(activation.apply(graph, graph.add(inputs.getFirst(), product)));
        });
    }
}
