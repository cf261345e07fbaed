/** The whole product on a real cluster: what a user does, and what they must then see. */
@NullMarked
package dev.kerasguard.e2e;

import org.jspecify.annotations.NullMarked;
