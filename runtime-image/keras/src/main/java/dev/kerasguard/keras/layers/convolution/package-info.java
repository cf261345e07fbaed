/** Convolutions over sequences, images and volumes: plain, transposed, depthwise and separable. */
@NullMarked
package dev.kerasguard.keras.layers.convolution;

import org.jspecify.annotations.NullMarked;
