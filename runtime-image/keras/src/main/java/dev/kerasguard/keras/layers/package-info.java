/** How a layer of Keras becomes operations of a graph: what every family of layers shares. */
@NullMarked
package dev.kerasguard.keras.layers;

import org.jspecify.annotations.NullMarked;
