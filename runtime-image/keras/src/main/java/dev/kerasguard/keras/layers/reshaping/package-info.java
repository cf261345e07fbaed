/** Layers that move elements: other shapes, borders added and taken away, elements repeated. */
@NullMarked
package dev.kerasguard.keras.layers.reshaping;

import org.jspecify.annotations.NullMarked;
