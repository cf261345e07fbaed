/** Gets a model to the pod and proves that it is the one that was asked for. */
@NullMarked
package dev.kerasguard.fetch;

import org.jspecify.annotations.NullMarked;
