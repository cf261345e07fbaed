package dev.kerasguard.server.tensor;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.TensorSpec;
import java.util.List;

/**
 * One tensor of the model's signature.
 *
 * @param name as clients call it
 * @param datatype of its elements
 * @param shape dimensions with the batch first; -1 is any
 * @param spec where the graph has it
 */
public record SignatureTensor(String name, Datatype datatype, List<Long> shape, TensorSpec spec) {

    static SignatureTensor of(TensorSpec spec) throws ModelRefusedException {
        Datatype datatype = Datatype.of(spec.dtype())
                .orElseThrow(() -> new ModelRefusedException(
                        "DatatypeNotSupported",
                        "signature \"" + spec.name() + "\"",
                        "elements of type " + spec.dtype() + " cannot be served; those that can: " + Datatype.names()));
        return new SignatureTensor(spec.name(), datatype, spec.shape(), spec);
    }

    /** Whether the first dimension counts rows that may be of different requests. */
    boolean hasRows() {
        return !shape.isEmpty() && shape.getFirst() == -1;
    }
}
