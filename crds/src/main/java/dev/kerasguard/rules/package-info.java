/**
 * The rules that decide what may be admitted: pure functions from a spec and the policies of its namespace to
 * violations. The webhook, the operator and the command line run the same ones, through
 * {@link dev.kerasguard.rules.SpecValidation}.
 */
@NullMarked
package dev.kerasguard.rules;

import org.jspecify.annotations.NullMarked;
