package dev.kerasguard.keras;

import java.util.List;
import org.tensorflow.proto.DataType;

/**
 * One tensor of a model's signature.
 *
 * @param name as clients call it
 * @param dtype the element type
 * @param shape dimensions with the batch first; -1 is any
 * @param operation name of the graph operation that takes or gives it
 * @param index output index of that operation
 */
public record TensorSpec(String name, DataType dtype, List<Long> shape, String operation, int index) {
    public TensorSpec {
        shape = List.copyOf(shape);
    }
}
