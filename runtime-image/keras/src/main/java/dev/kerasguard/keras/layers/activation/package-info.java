/** Activation functions, and the layers that are nothing else. */
@NullMarked
package dev.kerasguard.keras.layers.activation;

import org.jspecify.annotations.NullMarked;
