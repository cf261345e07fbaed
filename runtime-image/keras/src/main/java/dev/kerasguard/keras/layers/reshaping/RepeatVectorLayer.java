package dev.kerasguard.keras.layers.reshaping;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.LayerScope;
import dev.kerasguard.keras.layers.TensorLayer;
import java.util.List;

/** {@code RepeatVector}: a vector as each step of a sequence. */
record RepeatVectorLayer(int steps) implements TensorLayer {

    static RepeatVectorLayer read(Settings settings) throws ModelRefusedException {
        return new RepeatVectorLayer(settings.integer("n", 1));
    }

    @Override
    public Tensor apply(LayerScope scope, Tensor input) throws ModelRefusedException {
        scope.requireRank(input, 2, "batch, features");
        GraphBuilder graph = scope.graph();
        return graph.tile(graph.expandDims(input, 1), List.of(1L, (long) steps, 1L));
    }
}
