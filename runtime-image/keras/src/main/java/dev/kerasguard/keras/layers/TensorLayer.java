package dev.kerasguard.keras.layers;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.Value.Leaf;

/** A layer that takes one tensor and gives one; a mask ends here, unless {@link LayerBuilder#passingMask} is used. */
public interface TensorLayer extends LayerBuilder {

    /** Adds the layer's operations. */
    Tensor apply(LayerScope scope, Tensor input) throws ModelRefusedException;

    @Override
    default Value call(LayerScope scope, Arguments arguments) throws ModelRefusedException {
        return new Leaf(apply(scope, scope.only(arguments).tensor()));
    }
}
