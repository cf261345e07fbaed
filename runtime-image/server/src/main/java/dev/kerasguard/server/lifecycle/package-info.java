/** From process start to ready, and from SIGTERM to exit. */
@NullMarked
package dev.kerasguard.server.lifecycle;

import org.jspecify.annotations.NullMarked;
