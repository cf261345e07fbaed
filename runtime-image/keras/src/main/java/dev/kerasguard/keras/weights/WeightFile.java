package dev.kerasguard.keras.weights;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The weights of one model, by what its file knows them by. */
public sealed interface WeightFile {

    /** What refusals call the file, such as {@code model.weights.h5}. */
    String name();

    /**
     * Weights that Keras 3 stored: each has a path.
     *
     * @param arrays such as {@code layers/dense/vars/0}
     */
    record ByPath(String name, Map<String, StoredArray> arrays) implements WeightFile {
        public ByPath {
            arrays = Map.copyOf(arrays);
        }
    }

    /**
     * Weights that a legacy file stores: the layers of the model that have any, in its order.
     *
     * @param layers one for each such layer
     */
    record ByOrder(String name, List<LayerWeights> layers) implements WeightFile {
        public ByOrder {
            layers = List.copyOf(layers);
        }
    }

    /**
     * The weights of one layer, or of one model that is used as a layer.
     *
     * @param layer its name when it was saved
     * @param arrays those that training changes, then the others
     */
    record LayerWeights(String layer, List<NamedArray> arrays) {
        public LayerWeights {
            arrays = List.copyOf(arrays);
        }

        /** These weights without those that a test picks. */
        public LayerWeights without(java.util.function.Predicate<NamedArray> test) {
            List<NamedArray> rest = new ArrayList<>(arrays);
            rest.removeIf(test);
            return new LayerWeights(layer, rest);
        }
    }

    /**
     * A weight with the name of its variable.
     *
     * @param name such as {@code dense/kernel:0}
     * @param array its value
     */
    record NamedArray(String name, StoredArray array) {}
}
