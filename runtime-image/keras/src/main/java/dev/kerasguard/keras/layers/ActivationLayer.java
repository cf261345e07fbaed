package dev.kerasguard.keras.layers;

import dev.kerasguard.keras.ModelRefusedException;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** {@code Activation}: a function by name. */
record ActivationLayer(Activation activation) implements LayerBuilder {

    @Override
    public Operand<TFloat32> build(LayerScope scope, List<Operand<TFloat32>> inputs) throws ModelRefusedException {
        return activation.apply(scope.tf(), scope.only(inputs));
    }
}
