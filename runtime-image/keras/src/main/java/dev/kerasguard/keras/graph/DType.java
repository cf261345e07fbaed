package dev.kerasguard.keras.graph;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The element types of Keras, under Keras' names. */
public enum DType {
    /** IEEE 754, 16 bits. */
    FLOAT16(2),
    /** The upper half of a float32. */
    BFLOAT16(2),
    /** IEEE 754, 32 bits. */
    FLOAT32(4),
    /** IEEE 754, 64 bits. */
    FLOAT64(8),
    /** Signed, 8 bits. */
    INT8(1),
    /** Signed, 16 bits. */
    INT16(2),
    /** Signed, 32 bits. */
    INT32(4),
    /** Signed, 64 bits. */
    INT64(8),
    /** Unsigned, 8 bits. */
    UINT8(1),
    /** Unsigned, 16 bits. */
    UINT16(2),
    /** Unsigned, 32 bits. */
    UINT32(4),
    /** Unsigned, 64 bits. */
    UINT64(8),
    /** True or false. */
    BOOL(1),
    /** Bytes of any length. */
    STRING(16);

    private final int bytes;

    DType(int bytes) {
        this.bytes = bytes;
    }

    /** Bytes of one element; for strings, what a short one takes. */
    public int bytes() {
        return bytes;
    }

    /** Whether it is a floating-point type. */
    public boolean isFloating() {
        return switch (this) {
            case FLOAT16, BFLOAT16, FLOAT32, FLOAT64 -> true;
            default -> false;
        };
    }

    /** Whether it is a whole number. */
    public boolean isInteger() {
        return switch (this) {
            case INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64 -> true;
            default -> false;
        };
    }

    /** Whether it holds numbers below zero. */
    public boolean isSigned() {
        return switch (this) {
            case UINT8, UINT16, UINT32, UINT64, BOOL, STRING -> false;
            default -> true;
        };
    }

    /** The name in a config, such as {@code float32}. */
    public String keras() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The type of that name. */
    public static Optional<DType> of(String keras) {
        return Arrays.stream(values())
                .filter(each -> each.keras().equals(keras))
                .findFirst();
    }
}
