/** Stored weights, whatever the file that they come from. */
@NullMarked
package dev.kerasguard.keras.weights;

import org.jspecify.annotations.NullMarked;
