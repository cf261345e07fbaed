/** The one place that calls TensorFlow. */
@NullMarked
package dev.kerasguard.server.engine;

import org.jspecify.annotations.NullMarked;
