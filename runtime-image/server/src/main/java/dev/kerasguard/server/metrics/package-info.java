/** What the runtime tells Prometheus. */
@NullMarked
package dev.kerasguard.server.metrics;

import org.jspecify.annotations.NullMarked;
