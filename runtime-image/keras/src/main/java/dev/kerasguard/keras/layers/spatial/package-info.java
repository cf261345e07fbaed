/** What convolutions, poolings and image layers share: where channels are, windows that slide, borders. */
@NullMarked
package dev.kerasguard.keras.layers.spatial;

import org.jspecify.annotations.NullMarked;
