package dev.kerasguard.keras.layers.activation;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;

/** Reads the settings of a layer that is nothing but an activation without weights. */
@FunctionalInterface
interface ActivationReader {

    /** Reads its settings. */
    Activation read(Settings settings) throws ModelRefusedException;
}
