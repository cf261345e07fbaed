package dev.kerasguard.keras.layers;

import dev.kerasguard.keras.ModelRefusedException;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** Gives a layer its stored weights. */
@FunctionalInterface
public interface WeightSource {

    /**
     * A weight as a constant of the graph; the same one each time.
     *
     * @param index its number among the layer's weights: trainable first, in the order of their creation
     * @param shape what the layer's settings make it; another stored shape is a refusal
     */
    Operand<TFloat32> weight(int index, List<Long> shape) throws ModelRefusedException;
}
