/** The loop: accept, resolve, apply, observe, report; one class a step, and one that shows their order. */
@NullMarked
package dev.kerasguard.operator.reconcile;

import org.jspecify.annotations.NullMarked;
