package dev.kerasguard.keras.layers;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** {@code ELU}: alpha * (exp(x) - 1) below zero. */
record EluLayer(float alpha) implements LayerBuilder {

    static EluLayer read(Settings settings) throws ModelRefusedException {
        return new EluLayer(settings.number("alpha", 1));
    }

    @Override
    public Operand<TFloat32> build(LayerScope scope, List<Operand<TFloat32>> inputs) throws ModelRefusedException {
        Operand<TFloat32> x = scope.only(inputs);
        Ops tf = scope.tf();
        if (alpha == 1) {
            return tf.nn.elu(x);
        }
        // elu(min(x, 0)) is exp(x) - 1 without the loss of precision near zero.
        Operand<TFloat32> below = tf.nn.elu(tf.math.minimum(x, tf.constant(0f)));
        return tf.math.add(tf.nn.relu(x), tf.math.mul(below, tf.constant(alpha)));
    }
}
