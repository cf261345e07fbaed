package dev.kerasguard.keras.graph;

import java.util.List;

/**
 * What a model takes and what it gives.
 *
 * @param inputs in order
 * @param outputs in order
 */
public record Signature(List<Port> inputs, List<Port> outputs) {
    public Signature {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    /**
     * A tensor under the name that clients call it by.
     *
     * @param name the name
     * @param tensor the tensor
     */
    public record Port(String name, Tensor tensor) {}
}
