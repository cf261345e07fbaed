package dev.kerasguard.keras.assembly;

import dev.kerasguard.keras.graph.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Looks for infinities and what is no number, and for truth values that are neither, in stored weights. */
final class FiniteNumbers {

    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private FiniteNumbers() {}

    /** Whether all numbers of a floating type are finite: in each of these types, a full exponent says otherwise. */
    static boolean all(DType type, MemorySegment data) {
        return switch (type) {
            case FLOAT16 -> shorts(data, 0x7c00);
            case BFLOAT16 -> shorts(data, 0x7f80);
            case FLOAT32 -> floats(data);
            case FLOAT64 -> doubles(data);
            default -> true;
        };
    }

    /** Whether every byte is 0 or 1. */
    static boolean areBooleans(MemorySegment data) {
        int seen = 0;
        for (long at = 0; at < data.byteSize(); at++) {
            seen |= data.get(ValueLayout.JAVA_BYTE, at);
        }
        return (seen & ~1) == 0;
    }

    private static boolean shorts(MemorySegment data, int exponent) {
        boolean finite = true;
        for (long at = 0; at < data.byteSize(); at += Short.BYTES) {
            finite &= (data.get(SHORT, at) & exponent) != exponent;
        }
        return finite;
    }

    private static boolean floats(MemorySegment data) {
        boolean finite = true;
        for (long at = 0; at < data.byteSize(); at += Integer.BYTES) {
            finite &= (data.get(INT, at) & 0x7f800000) != 0x7f800000;
        }
        return finite;
    }

    private static boolean doubles(MemorySegment data) {
        boolean finite = true;
        for (long at = 0; at < data.byteSize(); at += Long.BYTES) {
            finite &= (data.get(LONG, at) & 0x7ff0000000000000L) != 0x7ff0000000000000L;
        }
        return finite;
    }
}
