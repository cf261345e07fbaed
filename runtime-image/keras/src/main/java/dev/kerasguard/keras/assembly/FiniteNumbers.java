package dev.kerasguard.keras.assembly;

import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.weights.Pieces;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Looks for infinities and what is no number, and for truth values that are neither, in stored weights. For one thread. */
final class FiniteNumbers {

    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final Pieces pieces = new Pieces();

    /** Whether all numbers of a floating type are finite: in each of these types, a full exponent says otherwise. */
    boolean all(DType type, MemorySegment data) {
        return switch (type) {
            case FLOAT16 -> shorts(data, 0x7c00);
            case BFLOAT16 -> shorts(data, 0x7f80);
            case FLOAT32 -> floats(data);
            case FLOAT64 -> doubles(data);
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
        int low = exponent;
        int high = exponent << 16;
        boolean[] full = {false};
        pieces.ints(data, (piece, length) -> {
            boolean found = false;
            for (int i = 0; i < length; i++) {
                found |= (piece[i] & low) == low | (piece[i] & high) == high;
            }
            full[0] |= found;
        });
        long last = data.byteSize() - Short.BYTES;
        return !full[0] && (data.byteSize() % Integer.BYTES == 0 || (data.get(SHORT, last) & exponent) != exponent);
    }

    /** One added to an exponent's lowest bit carries into the sign if, and only if, the exponent is full. */
    private boolean floats(MemorySegment data) {
        int[] carried = {0};
        pieces.ints(data, (piece, length) -> carried[0] |= carried(piece, length));
        return carried[0] >= 0;
    }

    /** Plain, so that the JVM makes it a loop over many numbers at once. */
    private static int carried(int[] numbers, int length) {
        int carried = 0;
        for (int i = 0; i < length; i++) {
            carried |= (numbers[i] & 0x7f800000) + 0x00800000;
        }
        return carried;
    }

    /** The exponent is in the upper half. */
    private boolean doubles(MemorySegment data) {
        int[] carried = {0};
        pieces.ints(data, (piece, length) -> {
            for (int i = 1; i < length; i += 2) {
                carried[0] |= (piece[i] & 0x7ff00000) + 0x00100000;
            }
        });
        return carried[0] >= 0;
    }
}
