/** The same rules for files, without a cluster: what {@code kg lint} runs. */
@NullMarked
package dev.kerasguard.lint;

import org.jspecify.annotations.NullMarked;
