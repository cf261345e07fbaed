/** Layers that only training needs, and that let everything pass when a model answers. */
@NullMarked
package dev.kerasguard.keras.layers.regularization;

import org.jspecify.annotations.NullMarked;
