/** Writes the CRDs and the reference pages from the records, the rules and their Javadoc. */
@NullMarked
package dev.kerasguard.schema;

import org.jspecify.annotations.NullMarked;
