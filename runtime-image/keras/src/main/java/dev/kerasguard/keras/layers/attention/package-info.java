/** Layers in which each step of a sequence looks at others. */
@NullMarked
package dev.kerasguard.keras.layers.attention;

import org.jspecify.annotations.NullMarked;
