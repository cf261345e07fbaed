package dev.kerasguard.keras.weights;

import dev.kerasguard.keras.graph.DType;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One stored array.
 *
 * @param type its element type, little endian; null when it is none of Keras', such as a string
 * @param shape its dimensions; empty for a scalar
 * @param data its bytes: exactly as many as shape and type need
 */
public record StoredArray(@Nullable DType type, List<Long> shape, MemorySegment data) {
    public StoredArray {
        shape = List.copyOf(shape);
    }
}
