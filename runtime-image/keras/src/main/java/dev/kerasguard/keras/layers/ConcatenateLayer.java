package dev.kerasguard.keras.layers;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** {@code Concatenate} along any axis but the batch. */
record ConcatenateLayer(int axis) implements LayerBuilder {

    static ConcatenateLayer read(Settings settings) throws ModelRefusedException {
        return new ConcatenateLayer(settings.integer("axis", -6, -1));
    }

    @Override
    public Operand<TFloat32> build(LayerScope scope, List<Operand<TFloat32>> inputs) throws ModelRefusedException {
        int front = scope.axis(axis, inputs.getFirst());
        if (front == 0) {
            throw scope.invalid("would join the rows of a batch");
        }
        return inputs.size() == 1
                ? inputs.getFirst()
                : scope.tf().concat(inputs, scope.tf().constant(front));
    }
}
