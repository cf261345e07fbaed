/** Layers that centre and scale. */
@NullMarked
package dev.kerasguard.keras.layers.normalization;

import org.jspecify.annotations.NullMarked;
