/** What is known of a model before anything of it is allocated or run. */
@NullMarked
package dev.kerasguard.keras.vetting;

import org.jspecify.annotations.NullMarked;
