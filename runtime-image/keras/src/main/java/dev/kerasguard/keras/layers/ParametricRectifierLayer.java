package dev.kerasguard.keras.layers;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import java.util.List;
import java.util.Set;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** {@code PReLU}: a learned slope below zero. Weight: alpha, the input's shape without batch, 1 along shared axes. */
record ParametricRectifierLayer(Set<Integer> sharedAxes) implements LayerBuilder {

    static ParametricRectifierLayer read(Settings settings) throws ModelRefusedException {
        return new ParametricRectifierLayer(
                settings.has("shared_axes") ? Set.copyOf(settings.integers("shared_axes", 1)) : Set.of());
    }

    @Override
    public Operand<TFloat32> build(LayerScope scope, List<Operand<TFloat32>> inputs) throws ModelRefusedException {
        Operand<TFloat32> x = scope.only(inputs);
        long[] shape = new long[x.shape().numDimensions() - 1];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = sharedAxes.contains(i + 1) ? 1 : scope.size(x, i + 1);
        }
        Ops tf = scope.tf();
        Operand<TFloat32> below = tf.math.mul(scope.weight(0, shape), tf.nn.relu(tf.math.neg(x)));
        return tf.math.sub(tf.nn.relu(x), below);
    }
}
