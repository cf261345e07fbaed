/** What the tests of several modules share. */
@NullMarked
package dev.kerasguard.testing;

import org.jspecify.annotations.NullMarked;
