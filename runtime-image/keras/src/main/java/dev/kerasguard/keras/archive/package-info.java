/** Reads the members of a .keras archive that matter, and nothing else of it. */
@NullMarked
package dev.kerasguard.keras.archive;

import org.jspecify.annotations.NullMarked;
