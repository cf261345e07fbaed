package dev.kerasguard.keras.layers;

import dev.kerasguard.keras.ModelRefusedException;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** {@code Add}, {@code Subtract}, {@code Multiply}, {@code Average}, {@code Maximum}, {@code Minimum}. */
record MergeLayer(Kind kind) implements LayerBuilder {

    /** How two tensors become one. */
    enum Kind {
        ADD,
        SUBTRACT,
        MULTIPLY,
        AVERAGE,
        MAXIMUM,
        MINIMUM
    }

    static MergeLayer read(String className) {
        return new MergeLayer(Kind.valueOf(className.toUpperCase(java.util.Locale.ROOT)));
    }

    @Override
    public Operand<TFloat32> build(LayerScope scope, List<Operand<TFloat32>> inputs) throws ModelRefusedException {
        if (inputs.size() < 2 || (kind == Kind.SUBTRACT && inputs.size() != 2)) {
            throw scope.invalid("is called with " + inputs.size() + " tensors; " + kind + " takes two"
                    + (kind == Kind.SUBTRACT ? "" : " or more"));
        }
        Ops tf = scope.tf();
        int rank = inputs.getFirst().shape().numDimensions();
        Operand<TFloat32> merged = inputs.getFirst();
        for (Operand<TFloat32> each : inputs.subList(1, inputs.size())) {
            if (each.shape().numDimensions() != rank) {
                throw scope.invalid("is called with tensors of " + rank + " and "
                        + each.shape().numDimensions() + " dimensions, which only Keras aligns");
            }
            merged = switch (kind) {
                case ADD, AVERAGE -> tf.math.add(merged, each);
                case SUBTRACT -> tf.math.sub(merged, each);
                case MULTIPLY -> tf.math.mul(merged, each);
                case MAXIMUM -> tf.math.maximum(merged, each);
                case MINIMUM -> tf.math.minimum(merged, each);
            };
        }
        return kind == Kind.AVERAGE ? tf.math.div(merged, tf.constant((float) inputs.size())) : merged;
    }
}
