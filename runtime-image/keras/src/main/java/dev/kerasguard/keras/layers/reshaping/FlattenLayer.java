package dev.kerasguard.keras.layers.reshaping;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.Dim;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.Shape;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.LayerScope;
import dev.kerasguard.keras.layers.TensorLayer;
import dev.kerasguard.keras.layers.spatial.DataFormat;

/** {@code Flatten}: one dimension besides the batch. */
record FlattenLayer(DataFormat format) implements TensorLayer {

    static FlattenLayer read(Settings settings) throws ModelRefusedException {
        return new FlattenLayer(DataFormat.read(settings));
    }

    @Override
    public Tensor apply(LayerScope scope, Tensor input) throws ModelRefusedException {
        GraphBuilder graph = scope.graph();
        Tensor x = format.toLast(graph, input);
        Shape each = x.shape().sub(1, x.rank());
        return graph.reshape(x, Dim.same(0), each.isKnown() ? Dim.of(each.elements()) : Dim.REST);
    }
}
