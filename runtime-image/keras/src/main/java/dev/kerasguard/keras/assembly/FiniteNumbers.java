package dev.kerasguard.keras.assembly;

import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.weights.Pieces;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Looks for infinities and what is no number, and for truth values that are neither, in stored weights. For one thread.
 */
final class FiniteNumbers {

    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final Pieces pieces = new Pieces();

    /** Whether all numbers of a floating type are finite: in each of these types, a full exponent says otherwise. */
    boolean all(DType type, MemorySegment data) {
        return switch (type) {
            case FLOAT16 -> shorts(data, 0x7c00);
            case BFLOAT16 -> shorts(data, 0x7f80);
            case FLOAT32 -> !carries(data, 0x7f800000, 0, 1);
            // The exponent is in the upper half.
            case FLOAT64 -> !carries(data, 0x7ff00000, 1, 2);
            default -> true;
        };
    }

    /** Whether every byte is 0 or 1. */
    boolean areBooleans(MemorySegment data) {
        int[] seen = {0};
        pieces.bytes(data, (_, piece, length) -> {
            for (int i = 0; i < length; i++) {
                seen[0] |= piece[i];
            }
        });
        return (seen[0] & ~1) == 0;
    }

    /** Two at a time; the last one may have no other. */
    private boolean shorts(MemorySegment data, int exponent) {
        long last = data.byteSize() - Short.BYTES;
        boolean finite = data.byteSize() % Integer.BYTES == 0 || (data.get(SHORT, last) & exponent) != exponent;
        return finite && !carries(data, exponent << 16 | exponent, 0, 1);
    }

    /**
     * Whether an exponent is full: if one is added at its lowest bit, it then carries into the sign, and else never.
     *
     * @param exponents the bits of the exponents
     * @param first where to begin
     * @param step how far it is to the next
     */
    private boolean carries(MemorySegment data, int exponents, int first, int step) {
        int lowest = exponents & ~(exponents << 1);
        int signs = (exponents << 1) & ~exponents;
        int[] sums = {0};
        pieces.ints(data, (piece, length) -> sums[0] |= sums(piece, length, exponents, lowest, first, step));
        return (sums[0] & signs) != 0;
    }

    /** Plain, so that the JVM can make it a loop over many numbers at once. */
    private static int sums(int[] numbers, int length, int exponents, int lowest, int first, int step) {
        int sums = 0;
        for (int i = first; i < length; i += step) {
            sums |= (numbers[i] & exponents) + lowest;
        }
        return sums;
    }
}
