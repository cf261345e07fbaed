/** Layers that keep the largest or the mean of windows. */
@NullMarked
package dev.kerasguard.keras.layers.pooling;

import org.jspecify.annotations.NullMarked;
