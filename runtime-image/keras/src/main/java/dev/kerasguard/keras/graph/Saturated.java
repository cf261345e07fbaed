package dev.kerasguard.keras.graph;

/** Arithmetic on counts, which are never negative, that ends at the largest long instead of starting over. */
public final class Saturated {

    private Saturated() {}

    /** a + b. */
    public static long plus(long a, long b) {
        return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
    }

    /** a * b. */
    public static long times(long a, long b) {
        return a > 0 && b > Long.MAX_VALUE / a ? Long.MAX_VALUE : a * b;
    }
}
