@NullMarked
package dev.kerasguard.operator.reconcile;

import org.jspecify.annotations.NullMarked;
