/** The load generator and the comparisons. */
@NullMarked
package dev.kerasguard.bench;

import org.jspecify.annotations.NullMarked;
