package dev.kerasguard.keras.layers;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * {@code ReLU} and {@code LeakyReLU}: x from the threshold up to the maximum, slope * (x - threshold) below.
 *
 * @param maximum null: none
 */
record RectifierLayer(@Nullable Float maximum, float slope, float threshold) implements LayerBuilder {

    static RectifierLayer relu(Settings settings) throws ModelRefusedException {
        return new RectifierLayer(
                settings.has("max_value") ? (Float) settings.number("max_value", 0) : null,
                settings.number("negative_slope", 0),
                settings.number("threshold", 0));
    }

    static RectifierLayer leaky(Settings settings) throws ModelRefusedException {
        return new RectifierLayer(null, settings.number(settings.has("alpha") ? "alpha" : "negative_slope", 0.3f), 0);
    }

    @Override
    public Operand<TFloat32> build(LayerScope scope, List<Operand<TFloat32>> inputs) throws ModelRefusedException {
        Operand<TFloat32> x = scope.only(inputs);
        Ops tf = scope.tf();
        Operand<TFloat32> zero = tf.constant(0f);
        Operand<TFloat32> limit = tf.constant(threshold);
        Operand<TFloat32> above = threshold == 0
                ? tf.nn.relu(x)
                : tf.math.mul(x, tf.dtypes.cast(tf.math.greater(x, limit), TFloat32.class));
        Operand<TFloat32> clipped = maximum == null ? above : tf.clipByValue(above, zero, tf.constant(maximum));
        if (slope == 0) {
            return clipped;
        }
        Operand<TFloat32> below = tf.nn.relu(tf.math.sub(limit, x));
        return tf.math.sub(clipped, tf.math.mul(below, tf.constant(slope)));
    }
}
