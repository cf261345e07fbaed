/** Measures loading and running a model in a JVM of its own, on the orders of the comparison beside it. */
@NullMarked
package dev.kerasguard.loaderbench;

import org.jspecify.annotations.NullMarked;
