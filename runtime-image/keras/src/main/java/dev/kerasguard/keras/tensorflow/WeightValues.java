package dev.kerasguard.keras.tensorflow;

import dev.kerasguard.keras.graph.WeightDeclaration;
import java.lang.foreign.MemorySegment;

/** Where the values of weights come from. */
@FunctionalInterface
public interface WeightValues {

    /** The bytes of a weight: as many as its type needs, row by row, little endian. */
    MemorySegment of(WeightDeclaration declaration);
}
