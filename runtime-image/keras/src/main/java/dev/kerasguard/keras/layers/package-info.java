/** One small class for each family of layers: its options, and the TensorFlow operations it becomes. */
@NullMarked
package dev.kerasguard.keras.layers;

import org.jspecify.annotations.NullMarked;
