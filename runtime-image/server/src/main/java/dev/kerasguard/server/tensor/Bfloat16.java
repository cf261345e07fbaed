package dev.kerasguard.server.tensor;

/** Conversion between single precision and its upper half. */
public final class Bfloat16 {

    private Bfloat16() {}

    /** The nearest bfloat16, ties to even; NaN stays NaN. */
    public static short of(float value) {
        if (Float.isNaN(value)) {
            return 0x7FC0;
        }
        int bits = Float.floatToRawIntBits(value);
        return (short) ((bits + 0x7FFF + ((bits >>> 16) & 1)) >>> 16);
    }

    /** The same number as a float. */
    public static float toFloat(short bits) {
        return Float.intBitsToFloat(bits << 16);
    }
}
