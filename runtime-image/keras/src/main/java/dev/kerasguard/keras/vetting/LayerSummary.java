package dev.kerasguard.keras.vetting;

import dev.kerasguard.keras.graph.TensorType;
import java.util.List;

/**
 * One layer of a model, as a person wants to see it.
 *
 * @param name unique in the model
 * @param className its Keras class
 * @param outputs the types of what its first call gives; empty when it is never called
 * @param parameters how many numbers its weights are
 * @param inputs the names of the layers whose outputs it is called with, in order
 */
public record LayerSummary(
        String name, String className, List<TensorType> outputs, long parameters, List<String> inputs) {
    public LayerSummary {
        outputs = List.copyOf(outputs);
        inputs = List.copyOf(inputs);
    }
}
