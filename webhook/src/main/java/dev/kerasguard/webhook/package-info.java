/** AdmissionReview in, all violations with field paths out. */
@NullMarked
package dev.kerasguard.webhook;

import org.jspecify.annotations.NullMarked;
