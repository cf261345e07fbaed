package dev.kerasguard.keras.assembly;

import dev.kerasguard.keras.layers.Value;

/** Sees what the layers of a model give, as they are called. */
@FunctionalInterface
interface LayerObserver {

    /** Sees nothing. */
    LayerObserver NONE = (_, _) -> {};

    /** A layer was called, and gave this. */
    void called(String layer, Value given);
}
