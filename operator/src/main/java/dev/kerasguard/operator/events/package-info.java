/** Tells people about transitions, as Kubernetes events. */
@NullMarked
package dev.kerasguard.operator.events;

import org.jspecify.annotations.NullMarked;
