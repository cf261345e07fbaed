/** The shape of the code, as tests. */
@NullMarked
package dev.kerasguard.architecture;

import org.jspecify.annotations.NullMarked;
