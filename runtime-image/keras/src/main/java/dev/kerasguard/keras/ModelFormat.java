package dev.kerasguard.keras;

/** The formats that can be loaded. */
public enum ModelFormat {
    /** Decided by content. */
    AUTO,
    /** A {@code .keras} archive. */
    KERAS,
    /** A TensorFlow SavedModel directory. */
    SAVED_MODEL
}
