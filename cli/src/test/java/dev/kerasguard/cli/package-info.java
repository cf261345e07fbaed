/** How the command line behaves. */
@NullMarked
package dev.kerasguard.cli;

import org.jspecify.annotations.NullMarked;
