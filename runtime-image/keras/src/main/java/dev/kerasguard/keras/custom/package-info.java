/** What an owner implements so that layers of their own can be built, and how such builders are found. */
@NullMarked
package dev.kerasguard.keras.custom;

import org.jspecify.annotations.NullMarked;
