package dev.kerasguard.keras.hdf5;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.graph.DType;
import org.jspecify.annotations.Nullable;

/**
 * Tells the element types of Keras among HDF5's (section IV.A.2.d): little-endian numbers in the layouts that every
 * machine has, and NumPy's truth values. HDF5 can describe numbers of any width with bits anywhere; those are none.
 */
final class ElementTypes {

    private static final int FIXED_POINT = 0;
    private static final int FLOATING_POINT = 1;
    private static final int OPAQUE = 5;
    private static final int ENUMERATION = 8;

    /** Little endian, no padding, implied leading bit. */
    private static final int PLAIN_FLOAT = 0x20;

    private static final int SIGNED = 8;

    private ElementTypes() {}

    /** The element type that a datatype message describes; null when it is none of Keras'. */
    static @Nullable DType read(Hdf5Bytes bytes, long at) throws ModelRefusedException {
        long size = bytes.u32(at + 4);
        return switch (bytes.u8(at) & 0x0f) {
            case FIXED_POINT -> fixedPoint(bytes, at, size);
            case FLOATING_POINT -> floatingPoint(bytes, at, size);
            case ENUMERATION -> isBoolean(bytes, at, size) ? DType.BOOL : null;
            default -> null;
        };
    }

    /** Whether it is two bytes of no meaning, as which h5py stores bfloat16. */
    static boolean isTwoOpaqueBytes(Hdf5Bytes bytes, long at) throws ModelRefusedException {
        return (bytes.u8(at) & 0x0f) == OPAQUE && bytes.u32(at + 4) == 2;
    }

    private static @Nullable DType fixedPoint(Hdf5Bytes bytes, long at, long size) throws ModelRefusedException {
        int flags = bytes.u8(at + 1);
        boolean whole = bytes.u16(at + 8) == 0 && bytes.u16(at + 10) == 8 * size;
        if (!whole || (flags & ~SIGNED) != 0) {
            return null;
        }
        boolean signed = flags == SIGNED;
        return switch ((int) size) {
            case 1 -> signed ? DType.INT8 : DType.UINT8;
            case 2 -> signed ? DType.INT16 : DType.UINT16;
            case 4 -> signed ? DType.INT32 : DType.UINT32;
            case 8 -> signed ? DType.INT64 : DType.UINT64;
            default -> null;
        };
    }

    private static @Nullable DType floatingPoint(Hdf5Bytes bytes, long at, long size) throws ModelRefusedException {
        if (bytes.u8(at + 1) != PLAIN_FLOAT) {
            return null;
        }
        int sign = bytes.u8(at + 2);
        long width = bytes.u32(at + 8);
        long bits = bytes.u32(at + 12);
        long bias = bytes.u32(at + 16);
        if (size == 2 && sign == 15 && width == 16 << 16 && bits == layout(10, 5) && bias == 15) {
            return DType.FLOAT16;
        }
        if (size == 2 && sign == 15 && width == 16 << 16 && bits == layout(7, 8) && bias == 127) {
            return DType.BFLOAT16;
        }
        if (size == 4 && sign == 31 && width == 32 << 16 && bits == layout(23, 8) && bias == 127) {
            return DType.FLOAT32;
        }
        if (size == 8 && sign == 63 && width == 64 << 16 && bits == layout(52, 11) && bias == 1023) {
            return DType.FLOAT64;
        }
        return null;
    }

    /** The mantissa from bit 0, the exponent after it: exponent location and size, mantissa location and size. */
    private static long layout(int mantissa, int exponent) {
        return mantissa | (long) exponent << 8 | (long) mantissa << 24;
    }

    /** h5py's form of NumPy's truth values: bytes that are called FALSE and TRUE. */
    private static boolean isBoolean(Hdf5Bytes bytes, long at, long size) throws ModelRefusedException {
        boolean padded = bytes.u8(at) >> 4 < 3;
        long names = at + 8 + 12;
        String expected = padded ? "FALSE\0\0\0TRUE\0\0\0\0\0\1" : "FALSE\0TRUE\0\0\1";
        return size == 1
                && bytes.u16(at + 1) == 2
                && (bytes.u8(at + 8) & 0x0f) == FIXED_POINT
                && bytes.u32(at + 8 + 4) == 1
                && bytes.startsWith(names, expected);
    }
}
