package dev.kerasguard.keras.operations;

import dev.kerasguard.keras.layers.LayerReader;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** The allowlist: every operation of {@code keras.ops} that can be built. */
public final class KerasOperations {

    /** By class name. */
    public static final NavigableMap<String, LayerReader> ALL = all(List.of(
            ArithmeticOperations.ALL,
            FunctionOperations.ALL,
            CreationOperations.ALL,
            ReductionOperations.ALL,
            ArrangementOperations.ALL,
            JoiningOperations.ALL,
            SelectionOperations.ALL,
            SortingOperations.ALL,
            ProductOperations.ALL,
            NeuralOperations.ALL,
            WindowOperations.ALL,
            NormalizingOperations.ALL,
            MatrixOperations.ALL,
            ImageOperations.ALL));

    private KerasOperations() {}

    private static NavigableMap<String, LayerReader> all(List<Map<String, LayerReader>> families) {
        NavigableMap<String, LayerReader> all = new TreeMap<>();
        families.forEach(all::putAll);
        return Collections.unmodifiableNavigableMap(all);
    }
}
