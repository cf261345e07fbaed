/** Keeps what a policy promises in the namespaces that it selects. */
@NullMarked
package dev.kerasguard.operator.policy;

import org.jspecify.annotations.NullMarked;
