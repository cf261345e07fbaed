/** Layers of {@code keras.layers}' core: dense, embedding, masking and what does nothing when a model answers. */
@NullMarked
package dev.kerasguard.keras.layers.core;

import org.jspecify.annotations.NullMarked;
