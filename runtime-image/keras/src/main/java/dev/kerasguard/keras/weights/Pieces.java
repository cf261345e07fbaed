package dev.kerasguard.keras.weights;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Goes through large memory piece by piece, each copied into the same small array, which stays in the processor's
 * cache. What is mapped from a file is given back to the system behind it. For one thread.
 */
public final class Pieces {

    /** Half of what a core of today keeps close to it. */
    private static final int BYTES = 512 << 10;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** Gets one piece after the other. */
    @FunctionalInterface
    public interface OfBytes {

        /**
         * Takes a piece.
         *
         * @param at where it begins
         * @param piece starts with it; good for this call
         * @param length how many bytes of it are meant
         */
        void take(long at, byte[] piece, int length);
    }

    /** Gets one piece after the other, as little-endian numbers of 32 bits. */
    @FunctionalInterface
    public interface OfInts {

        /**
         * Takes a piece.
         *
         * @param piece starts with it; good for this call
         * @param length how many numbers of it are meant
         */
        void take(int[] piece, int length);
    }

    private byte[] bytes = {};
    private int[] ints = {};

    /** Gives all bytes. */
    public void bytes(MemorySegment data, OfBytes taker) {
        int most = (int) Math.min(BYTES, data.byteSize());
        if (bytes.length < most) {
            bytes = new byte[most];
        }
        for (long at = 0; at < data.byteSize(); at += BYTES) {
            int length = (int) Math.min(BYTES, data.byteSize() - at);
            MemorySegment.copy(data, ValueLayout.JAVA_BYTE, at, bytes, 0, length);
            giveBack(data, at, length);
            taker.take(at, bytes, length);
        }
    }

    /** Gives all bytes by fours; what is left over in the end is not given. */
    public void ints(MemorySegment data, OfInts taker) {
        long count = data.byteSize() / Integer.BYTES;
        int most = (int) Math.min(BYTES / Integer.BYTES, count);
        if (ints.length < most) {
            ints = new int[most];
        }
        for (long at = 0; at < count; at += most) {
            int length = (int) Math.min(most, count - at);
            MemorySegment.copy(data, INT, at * Integer.BYTES, ints, 0, length);
            giveBack(data, at * Integer.BYTES, (long) length * Integer.BYTES);
            taker.take(ints, length);
        }
    }

    private static void giveBack(MemorySegment data, long at, long length) {
        if (data.isMapped() && length == BYTES) {
            data.asSlice(at, length).unload();
        }
    }
}
