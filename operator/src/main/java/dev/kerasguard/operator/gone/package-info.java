/** Tells what disappears while it is looked at from what goes wrong. */
@NullMarked
package dev.kerasguard.operator.gone;

import org.jspecify.annotations.NullMarked;
