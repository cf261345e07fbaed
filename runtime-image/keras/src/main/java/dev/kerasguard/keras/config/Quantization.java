package dev.kerasguard.keras.config;

/**
 * How a layer's kernel is stored in few bits.
 *
 * @param mode how many
 * @param blockSize how many rows of a 4-bit kernel share a scale; {@link #PER_CHANNEL} when all do
 */
public record Quantization(Mode mode, int blockSize) {

    /** All rows share a scale. */
    public static final int PER_CHANNEL = -1;

    /** How many bits a number of the kernel has. */
    public enum Mode {
        /** Eight. */
        INT8,
        /** Four, two numbers in a byte. */
        INT4
    }
}
