/** From a model's description and weights to a TensorFlow graph. */
@NullMarked
package dev.kerasguard.keras.assembly;

import org.jspecify.annotations.NullMarked;
