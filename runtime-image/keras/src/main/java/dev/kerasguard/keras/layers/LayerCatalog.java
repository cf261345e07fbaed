package dev.kerasguard.keras.layers;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.KerasObject;

/** Finds the builder of an object in config.json: a layer, an operation, or a model that is used as one. */
@FunctionalInterface
public interface LayerCatalog {

    /**
     * Reads an object's settings.
     *
     * @throws ModelRefusedException when its class, or one of its options, is not supported
     */
    LayerBuilder read(KerasObject object) throws ModelRefusedException;
}
