package dev.kerasguard.keras.layers;

import dev.kerasguard.keras.ModelRefusedException;
import org.jspecify.annotations.Nullable;

/** Files that Keras keeps in a model's file beside its weights, such as vocabularies. */
@FunctionalInterface
public interface Assets {

    /** A model that has none. */
    Assets NONE = _ -> null;

    /**
     * A file's bytes.
     *
     * @param path where Keras puts it, which the loader itself makes up: never a path that a file says
     * @return null when there is none
     */
    byte @Nullable [] find(String path) throws ModelRefusedException;
}
