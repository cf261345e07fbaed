package dev.kerasguard.keras.layers;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** {@code Rescaling}: scale * x + offset, each one number or one for each channel. */
@SuppressWarnings("ArrayRecordComponent") // Read once, never compared.
record RescalingLayer(float[] scale, float[] offset) implements LayerBuilder {

    static RescalingLayer read(Settings settings) throws ModelRefusedException {
        return new RescalingLayer(
                settings.numbers("scale"), settings.has("offset") ? settings.numbers("offset") : new float[] {0});
    }

    @Override
    public Operand<TFloat32> build(LayerScope scope, List<Operand<TFloat32>> inputs) throws ModelRefusedException {
        Operand<TFloat32> input = scope.only(inputs);
        Ops tf = scope.tf();
        return tf.math.add(tf.math.mul(input, values(scope, input, scale)), values(scope, input, offset));
    }

    private static Operand<TFloat32> values(LayerScope scope, Operand<TFloat32> input, float[] values)
            throws ModelRefusedException {
        if (values.length == 1) {
            return scope.constant(values[0]);
        }
        if (values.length != scope.size(input, scope.axis(-1, input))) {
            throw scope.invalid("has " + values.length + " factors, one for each channel of another input");
        }
        return scope.tf().constant(values);
    }
}
