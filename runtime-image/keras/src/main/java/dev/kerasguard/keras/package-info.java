/** Model files to TensorFlow graphs, without Python; nothing in a file can execute. */
@NullMarked
package dev.kerasguard.keras;

import org.jspecify.annotations.NullMarked;
