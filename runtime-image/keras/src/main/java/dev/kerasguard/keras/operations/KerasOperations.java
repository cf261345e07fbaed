package dev.kerasguard.keras.operations;

import dev.kerasguard.keras.layers.LayerReader;
import java.util.List;
import java.util.NavigableMap;

/** The allowlist: every operation of {@code keras.ops} that can be built. */
public final class KerasOperations {

    /** By class name. */
    public static final NavigableMap<String, LayerReader> ALL = LayerReader.joined(List.of(
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
            ImageOperations.ALL,
            ImageFilters.ALL));

    private KerasOperations() {}
}
