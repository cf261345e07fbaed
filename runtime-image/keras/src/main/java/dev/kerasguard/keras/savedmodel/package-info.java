/** SavedModels: vetted against an allowlist of operations, then loaded from the very bytes that were vetted. */
@NullMarked
package dev.kerasguard.keras.savedmodel;

import org.jspecify.annotations.NullMarked;
