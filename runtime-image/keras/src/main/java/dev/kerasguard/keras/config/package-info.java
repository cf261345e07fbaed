/** What a config.json says, as types; nothing of it is executed or looked up. */
@NullMarked
package dev.kerasguard.keras.config;

import org.jspecify.annotations.NullMarked;
