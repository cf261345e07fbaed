/** Layers that make one tensor of several. */
@NullMarked
package dev.kerasguard.keras.layers.merging;

import org.jspecify.annotations.NullMarked;
