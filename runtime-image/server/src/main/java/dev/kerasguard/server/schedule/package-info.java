/** When a request runs and with whom: the bounded queue and the batches. */
@NullMarked
package dev.kerasguard.server.schedule;

import org.jspecify.annotations.NullMarked;
