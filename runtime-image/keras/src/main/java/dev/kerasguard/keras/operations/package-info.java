/** Operations of {@code keras.ops} that a functional model recorded as layers. */
@NullMarked
package dev.kerasguard.keras.operations;

import org.jspecify.annotations.NullMarked;
