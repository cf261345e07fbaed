package dev.kerasguard.server;

import dev.kerasguard.keras.TensorSpec;
import dev.kerasguard.server.tensor.Datatype;
import dev.kerasguard.server.tensor.Signature;
import dev.kerasguard.server.tensor.SignatureTensor;
import java.util.Arrays;
import java.util.List;

/** Signatures without a graph, for what comes before the engine. */
public final class TestSignatures {

    private TestSignatures() {}

    public static Signature oneInput(Datatype datatype, long... shape) {
        return new Signature(List.of(tensor("x", datatype, shape)), List.of(tensor("y", Datatype.FP32, -1, 2)));
    }

    public static Signature of(SignatureTensor... inputs) {
        return new Signature(List.of(inputs), List.of(tensor("y", Datatype.FP32, -1, 2)));
    }

    public static SignatureTensor tensor(String name, Datatype datatype, long... shape) {
        List<Long> dimensions = Arrays.stream(shape).boxed().toList();
        return new SignatureTensor(
                name, datatype, dimensions, new TensorSpec(name, datatype.proto(), dimensions, name, 0));
    }
}
