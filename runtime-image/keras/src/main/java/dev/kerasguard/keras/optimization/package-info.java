/** Makes a model's graph cheaper to run without changing what it computes, but for rounding; for any engine. */
@NullMarked
package dev.kerasguard.keras.optimization;

import org.jspecify.annotations.NullMarked;
