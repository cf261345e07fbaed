/** What is said about a service: statements by the steps, merged into conditions in one place. */
@NullMarked
package dev.kerasguard.operator.status;

import org.jspecify.annotations.NullMarked;
