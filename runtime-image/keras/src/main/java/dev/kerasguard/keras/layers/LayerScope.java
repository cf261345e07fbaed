package dev.kerasguard.keras.layers;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.RefusalRule;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Where one call of a layer adds its operations.
 *
 * @param tf the graph, under a name scope of the layer's own
 * @param place the layer's place in config.json, for refusals
 * @param weights the layer's stored weights
 */
public record LayerScope(Ops tf, String place, WeightSource weights) {

    /** A weight of the layer; see {@link WeightSource#weight}. */
    Operand<TFloat32> weight(int index, long... shape) throws ModelRefusedException {
        return weights.weight(index, java.util.Arrays.stream(shape).boxed().toList());
    }

    /** The only input of a layer that takes one. */
    Operand<TFloat32> only(List<Operand<TFloat32>> inputs) throws ModelRefusedException {
        if (inputs.size() != 1) {
            throw invalid("takes one tensor and is called with " + inputs.size());
        }
        return inputs.getFirst();
    }

    /** The only input of a layer for images: batch, rows, columns, channels. */
    Operand<TFloat32> onlyImage(List<Operand<TFloat32>> inputs) throws ModelRefusedException {
        Operand<TFloat32> input = only(inputs);
        if (input.shape().numDimensions() != 4) {
            throw invalid("takes 4 dimensions (batch, rows, columns, channels) and is called with "
                    + input.shape().numDimensions());
        }
        return input;
    }

    /** The size of a dimension that must be known when the model is built. */
    long size(Operand<TFloat32> input, int axis) throws ModelRefusedException {
        long size = input.shape().get(axis);
        if (size == Shape.UNKNOWN_SIZE) {
            throw invalid("needs dimension " + axis + " of its input to be known; give the model's input a full shape");
        }
        return size;
    }

    /** An axis counted from the front; -1 is the last. */
    int axis(int axis, Operand<TFloat32> input) throws ModelRefusedException {
        int rank = input.shape().numDimensions();
        int front = axis < 0 ? axis + rank : axis;
        if (front < 0 || front >= rank) {
            throw invalid("works on axis " + axis + " and is called with " + rank + " dimensions");
        }
        return front;
    }

    Operand<TFloat32> constant(float value) {
        return tf.constant(value);
    }

    /** Says that the layer cannot work on what it is called with. */
    ModelRefusedException invalid(String what) {
        return RefusalRule.GRAPH_INVALID.at(place, what + "; check the model with Keras and re-save it");
    }
}
