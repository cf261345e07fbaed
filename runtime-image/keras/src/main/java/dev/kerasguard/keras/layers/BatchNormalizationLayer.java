package dev.kerasguard.keras.layers;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import java.util.Arrays;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * {@code BatchNormalization} at inference: the moving statistics. Weights, each as long as the axis: gamma if scaled,
 * beta if centred, moving mean, moving variance.
 */
record BatchNormalizationLayer(int axis, float epsilon, boolean center, boolean scale) implements LayerBuilder {

    static BatchNormalizationLayer read(Settings settings) throws ModelRefusedException {
        return new BatchNormalizationLayer(
                settings.integer("axis", -6, -1),
                settings.number("epsilon", 1e-3f),
                settings.bool("center", true),
                settings.bool("scale", true));
    }

    @Override
    public Operand<TFloat32> build(LayerScope scope, List<Operand<TFloat32>> inputs) throws ModelRefusedException {
        Operand<TFloat32> input = scope.only(inputs);
        int front = scope.axis(axis, input);
        long size = scope.size(input, front);
        int next = 0;
        Ops tf = scope.tf();
        Operand<TFloat32> gamma = scale ? scope.weight(next++, size) : null;
        Operand<TFloat32> beta = center ? scope.weight(next++, size) : null;
        Operand<TFloat32> mean = scope.weight(next++, size);
        Operand<TFloat32> variance = scope.weight(next, size);
        // All of this is of constants: TensorFlow folds it, and often into the layer before.
        Operand<TFloat32> deviation = tf.math.rsqrt(tf.math.add(variance, tf.constant(epsilon)));
        Operand<TFloat32> factor = gamma == null ? deviation : tf.math.mul(deviation, gamma);
        Operand<TFloat32> shift = tf.math.mul(mean, factor);
        Operand<TFloat32> offset = beta == null ? tf.math.neg(shift) : tf.math.sub(beta, shift);
        int rank = input.shape().numDimensions();
        return tf.math.add(
                tf.math.mul(input, along(tf, factor, front, rank, size)), along(tf, offset, front, rank, size));
    }

    private static Operand<TFloat32> along(Ops tf, Operand<TFloat32> vector, int axis, int rank, long size) {
        if (axis == rank - 1) {
            return vector;
        }
        long[] shape = new long[rank];
        Arrays.fill(shape, 1);
        shape[axis] = size;
        return tf.reshape(vector, tf.constant(shape));
    }
}
