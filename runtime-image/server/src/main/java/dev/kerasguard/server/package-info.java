/** Serves one model. */
@NullMarked
package dev.kerasguard.server;

import org.jspecify.annotations.NullMarked;
