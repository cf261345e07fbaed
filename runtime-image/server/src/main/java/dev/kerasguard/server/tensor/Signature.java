package dev.kerasguard.server.tensor;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.ServableModel;
import dev.kerasguard.keras.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a model takes and gives.
 *
 * @param inputs in the model's order
 * @param outputs in the model's order
 */
public record Signature(List<SignatureTensor> inputs, List<SignatureTensor> outputs) {

    public Signature {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    /**
     * The signature of a model.
     *
     * @throws ModelRefusedException when it has a datatype that cannot be served
     */
    public static Signature of(ServableModel model) throws ModelRefusedException {
        return new Signature(all(model.inputs()), all(model.outputs()));
    }

    private static List<SignatureTensor> all(List<TensorSpec> specs) throws ModelRefusedException {
        List<SignatureTensor> tensors = new ArrayList<>();
        for (TensorSpec spec : specs) {
            tensors.add(SignatureTensor.of(spec));
        }
        return tensors;
    }

    /** The input of that name. */
    public Optional<SignatureTensor> input(String name) {
        return inputs.stream().filter(t -> t.name().equals(name)).findFirst();
    }

    /** Position of the output of that name, or -1. */
    public int outputIndex(String name) {
        for (int i = 0; i < outputs.size(); i++) {
            if (outputs.get(i).name().equals(name)) {
                return i;
            }
        }
        return -1;
    }

    /** Names of the inputs, for messages. */
    public String inputNames() {
        return inputs.stream().map(SignatureTensor::name).collect(Collectors.joining(", "));
    }

    /** Names of the outputs, for messages. */
    public String outputNames() {
        return outputs.stream().map(SignatureTensor::name).collect(Collectors.joining(", "));
    }

    /** Whether every tensor's first dimension counts rows, so that requests can share a run. */
    public boolean hasRows() {
        return inputs.stream().allMatch(SignatureTensor::hasRows)
                && outputs.stream().allMatch(SignatureTensor::hasRows);
    }
}
