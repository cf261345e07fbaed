package dev.kerasguard.keras.vetting;

import java.util.List;

/**
 * Something in a model whose class is the owner's own, and what a builder in Java would read.
 *
 * @param registeredName such as {@code acme>GatedDense}; empty when Python did not register it, and then nothing can
 *     build it
 * @param className its class, or the name of a function
 * @param place where in the file
 * @param settings the names of its settings
 * @param weights the weights of the layer that it is, or that it is in; empty when there are none
 * @param allowed whether its registered name is allowed
 * @param builder whether a builder is there for it
 */
public record CustomObject(
        String registeredName,
        String className,
        String place,
        List<String> settings,
        List<StoredWeight> weights,
        boolean allowed,
        boolean builder) {
    public CustomObject {
        settings = List.copyOf(settings);
        weights = List.copyOf(weights);
    }

    /**
     * A weight as it is stored.
     *
     * @param name its path below the layer, such as {@code vars/0}; in a legacy file the variable's name
     * @param dtype its type, such as {@code float32}
     * @param shape its dimensions
     */
    public record StoredWeight(String name, String dtype, List<Long> shape) {
        public StoredWeight {
            shape = List.copyOf(shape);
        }
    }
}
