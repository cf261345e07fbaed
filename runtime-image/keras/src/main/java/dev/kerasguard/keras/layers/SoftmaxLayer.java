package dev.kerasguard.keras.layers;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Max;
import org.tensorflow.op.core.Sum;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** {@code Softmax} over one axis or several. */
record SoftmaxLayer(List<Integer> axes) implements LayerBuilder {

    static SoftmaxLayer read(Settings settings) throws ModelRefusedException {
        List<Integer> axes = settings.has("axis") ? settings.integers("axis", -6) : List.of(-1);
        if (axes.isEmpty()) {
            throw settings.invalid("axis", "must name an axis");
        }
        return new SoftmaxLayer(axes);
    }

    @Override
    public Operand<TFloat32> build(LayerScope scope, List<Operand<TFloat32>> inputs) throws ModelRefusedException {
        Operand<TFloat32> x = scope.only(inputs);
        Ops tf = scope.tf();
        int[] front = new int[axes.size()];
        for (int i = 0; i < front.length; i++) {
            front[i] = scope.axis(axes.get(i), x);
        }
        if (front.length == 1 && front[0] == x.shape().numDimensions() - 1) {
            return tf.nn.softmax(x);
        }
        Operand<TInt32> axis = tf.constant(front);
        Operand<TFloat32> exponential = tf.math.exp(tf.math.sub(x, tf.max(x, axis, Max.keepDims(true))));
        return tf.math.div(exponential, tf.sum(exponential, axis, Sum.keepDims(true)));
    }
}
