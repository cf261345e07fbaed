/** The contract between operator and runtime: what the operator writes and the runtime reads. */
@NullMarked
package dev.kerasguard.runtime.config;

import org.jspecify.annotations.NullMarked;
