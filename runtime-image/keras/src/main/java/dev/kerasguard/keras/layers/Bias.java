package dev.kerasguard.keras.layers;

import dev.kerasguard.keras.ModelRefusedException;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** The bias of a dense or convolutional layer, along the last dimension. */
final class Bias {

    private Bias() {}

    static Operand<TFloat32> add(LayerScope scope, Operand<TFloat32> product, int index, long size)
            throws ModelRefusedException {
        return scope.tf().nn.biasAdd(product, scope.weight(index, size));
    }
}
