package dev.kerasguard.keras;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kerasguard.keras.weights.WeightFile;

/** Sees the parts of a model's file as they are read, before anything in them is refused. */
interface FileObserver {

    /** Sees nothing. */
    FileObserver NONE = new FileObserver() {};

    /** The Keras that wrote the file, where the file says it. */
    default void version(String version) {}

    /** The model's config, in the words of Keras 3, and its weights. */
    default void parts(Config config, WeightFile weights) {}

    /** A config that is read when it is asked for. */
    @FunctionalInterface
    interface Config {
        /** Reads it; fails where it is not even JSON. */
        ObjectNode read() throws ModelRefusedException;
    }
}
