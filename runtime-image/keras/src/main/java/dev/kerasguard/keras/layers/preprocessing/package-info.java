/** Layers that make data ready for a model: numbers, images, categories and text. */
@NullMarked
package dev.kerasguard.keras.layers.preprocessing;

import org.jspecify.annotations.NullMarked;
