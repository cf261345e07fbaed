package dev.kerasguard.keras.layers.preprocessing;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.LayerScope;
import dev.kerasguard.keras.layers.TensorLayer;
import java.util.Set;

/**
 * An image layer: Keras records {@code training=True} for each call of one in a functional model, because that is the
 * default of these layers, and takes it back when the model answers.
 */
record ImageLayer(TensorLayer layer) implements TensorLayer {

    @Override
    public Tensor apply(LayerScope scope, Tensor input) throws ModelRefusedException {
        return layer.apply(scope, input);
    }

    @Override
    public Set<String> keywords() {
        return Set.of("training");
    }
}
