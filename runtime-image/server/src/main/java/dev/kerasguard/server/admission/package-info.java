/** Who may be served now, decided from the head of a request alone. */
@NullMarked
package dev.kerasguard.server.admission;

import org.jspecify.annotations.NullMarked;
