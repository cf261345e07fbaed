/** Layers that go through a sequence step by step, and layers that wrap others for each step or for both directions. */
@NullMarked
package dev.kerasguard.keras.layers.rnn;

import org.jspecify.annotations.NullMarked;
