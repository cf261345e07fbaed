/** The webhook's certificate: its own authority, a serving certificate, and the bundle that the API server trusts. */
@NullMarked
package dev.kerasguard.operator.certificate;

import org.jspecify.annotations.NullMarked;
