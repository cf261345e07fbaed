package dev.kerasguard.keras.layers;

import dev.kerasguard.keras.ModelRefusedException;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** A layer whose settings were read and found good: it adds its operations to a graph, once for each call. */
@FunctionalInterface
public interface LayerBuilder {

    /**
     * Adds the layer's operations.
     *
     * @param scope where to, with the layer's weights
     * @param inputs the tensors that it is called with; at least one
     * @return what the layer gives
     * @throws ModelRefusedException when the inputs or the stored weights do not fit the settings
     */
    Operand<TFloat32> build(LayerScope scope, List<Operand<TFloat32>> inputs) throws ModelRefusedException;
}
