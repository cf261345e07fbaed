/** A strict reader for the plain part of HDF5 that Keras writes; whatever else HDF5 can do is refused. */
@NullMarked
package dev.kerasguard.keras.hdf5;

import org.jspecify.annotations.NullMarked;
