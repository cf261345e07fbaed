/** The engine: graphs of {@link dev.kerasguard.keras.graph} as graphs of TensorFlow. */
@NullMarked
package dev.kerasguard.keras.tensorflow;

import org.jspecify.annotations.NullMarked;
