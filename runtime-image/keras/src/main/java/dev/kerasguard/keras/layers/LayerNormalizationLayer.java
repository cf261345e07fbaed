package dev.kerasguard.keras.layers;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * {@code LayerNormalization} over the last dimension. Weights, each as long as it: gamma if scaled, beta if centred.
 */
record LayerNormalizationLayer(float epsilon, boolean center, boolean scale) implements LayerBuilder {

    static LayerNormalizationLayer read(Settings settings) throws ModelRefusedException {
        if (settings.has("axis") && !settings.integers("axis", -6).equals(List.of(-1))) {
            throw settings.unsupported("axis", "-1");
        }
        if (settings.bool("rms_scaling", false)) {
            throw settings.unsupported("rms_scaling", "false");
        }
        return new LayerNormalizationLayer(
                settings.number("epsilon", 1e-3f), settings.bool("center", true), settings.bool("scale", true));
    }

    @Override
    public Operand<TFloat32> build(LayerScope scope, List<Operand<TFloat32>> inputs) throws ModelRefusedException {
        Operand<TFloat32> input = scope.only(inputs);
        Ops tf = scope.tf();
        int last = scope.axis(-1, input);
        long size = scope.size(input, last);
        Operand<TInt32> axis = tf.constant(new int[] {last});
        Operand<TFloat32> centred = tf.math.sub(input, tf.math.mean(input, axis, Mean.keepDims(true)));
        Operand<TFloat32> variance = tf.math.mean(tf.math.square(centred), axis, Mean.keepDims(true));
        Operand<TFloat32> normal = tf.math.mul(centred, tf.math.rsqrt(tf.math.add(variance, tf.constant(epsilon))));
        Operand<TFloat32> scaled = scale ? tf.math.mul(normal, scope.weight(0, size)) : normal;
        return center ? tf.math.add(scaled, scope.weight(scale ? 1 : 0, size)) : scaled;
    }
}
