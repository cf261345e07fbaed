package dev.kerasguard.keras;

/** The formats that can be loaded. */
public enum ModelFormat {
    /** Decided by content. */
    AUTO,
    /** A {@code .keras} archive, or a folder with what would be in one; where a format is asked for, H5 too. */
    KERAS,
    /** A whole model in one HDF5 file, as Keras 2 wrote it. */
    H5,
    /** A TensorFlow SavedModel directory. */
    SAVED_MODEL
}
