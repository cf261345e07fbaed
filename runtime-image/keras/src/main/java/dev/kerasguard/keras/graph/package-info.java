/** From a model's description and weights to a TensorFlow graph. */
@NullMarked
package dev.kerasguard.keras.graph;

import org.jspecify.annotations.NullMarked;
