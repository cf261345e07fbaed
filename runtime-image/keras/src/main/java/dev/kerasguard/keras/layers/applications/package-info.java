/** Layers that the architectures of {@code keras.applications} define for themselves. */
@NullMarked
package dev.kerasguard.keras.layers.applications;

import org.jspecify.annotations.NullMarked;
