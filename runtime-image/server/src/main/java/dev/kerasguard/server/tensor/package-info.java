/** What a tensor is outside TensorFlow: a datatype, a shape and bytes. */
@NullMarked
package dev.kerasguard.server.tensor;

import org.jspecify.annotations.NullMarked;
