/** The command line, kg. */
@NullMarked
package dev.kerasguard.cli;

import org.jspecify.annotations.NullMarked;
