package dev.kerasguard.keras.hdf5;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * One stored array.
 *
 * @param type its element type
 * @param shape its dimensions; empty for a scalar
 * @param data its bytes: exactly as many as shape and type need
 */
public record Hdf5Dataset(ElementType type, List<Long> shape, MemorySegment data) {

    /** The element types that matter: the one that is loaded, and the rest. */
    public enum ElementType {
        /** IEEE 754, 32 bits, little endian. */
        FLOAT32,
        /** Anything else, such as the integer state of a random generator. */
        OTHER
    }

    public Hdf5Dataset {
        shape = List.copyOf(shape);
    }
}
