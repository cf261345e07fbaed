/** Whole models in one HDF5 file, as Keras 2 wrote them and Keras 3 still can. */
@NullMarked
package dev.kerasguard.keras.legacy;

import org.jspecify.annotations.NullMarked;
