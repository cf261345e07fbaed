package dev.kerasguard.keras.hdf5;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.RefusalRule;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Strings of any length (section III.E), which lie apart from the attribute that they belong to. A collection is walked
 * once, and all collections together may not be more than the file: overlapping ones cannot multiply the work.
 */
final class GlobalHeap {

    private static final int HEADER_BYTES = 16;

    private final Hdf5Bytes bytes;
    private final Hdf5Budget budget;
    private final Map<Long, Map<Integer, MemorySegment>> collections = new HashMap<>();
    private long walked;

    GlobalHeap(Hdf5Bytes bytes, Hdf5Budget budget) {
        this.bytes = bytes;
        this.budget = budget;
    }

    /** An object of a collection. */
    MemorySegment object(long collection, long index) throws ModelRefusedException {
        Map<Integer, MemorySegment> objects = collections.get(collection);
        if (objects == null) {
            objects = walk(collection);
            collections.put(collection, objects);
        }
        @Nullable MemorySegment object = objects.get((int) Math.min(index, Integer.MAX_VALUE));
        if (object == null) {
            throw bytes.damaged("a string is not where its attribute says");
        }
        return object;
    }

    private Map<Integer, MemorySegment> walk(long at) throws ModelRefusedException {
        if (!bytes.startsWith(at, "GCOL") || bytes.u8(at + 4) != 1) {
            throw bytes.damaged("a string is not where its attribute says");
        }
        long length = bytes.i64(at + 8);
        bytes.slice(at, length);
        walked += length;
        if (walked > bytes.size()) {
            throw RefusalRule.WEIGHTS_UNSAFE.at(bytes.name(), "its strings share bytes; re-save the model with Keras");
        }
        Map<Integer, MemorySegment> objects = new HashMap<>();
        long end = at + length;
        for (long object = at + HEADER_BYTES; object <= end - HEADER_BYTES; ) {
            int index = bytes.u16(object);
            long size = bytes.i64(object + 8);
            if (index == 0) {
                break;
            }
            if (size < 0 || size > end - object - HEADER_BYTES) {
                throw bytes.damaged("a string is longer than what holds it");
            }
            budget.takeString(0, bytes.name());
            objects.put(index, bytes.slice(object + HEADER_BYTES, size));
            object += HEADER_BYTES + (size + 7) / 8 * 8;
        }
        return objects;
    }
}
