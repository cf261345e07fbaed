package dev.kerasguard.keras.savedmodel;

import dev.kerasguard.keras.fuzzing.Fuzzing;

/** Vets bytes as the saved_model.pb of a SavedModel; TensorFlow never sees them. */
public final class SavedModelFuzzTarget {

    private SavedModelFuzzTarget() {}

    /** Called by the fuzzer for each input. */
    public static void fuzzerTestOneInput(byte[] data) {
        Fuzzing.read(
                data.length,
                _ -> SavedModelLoader.vetted(SavedModelFiles.servingGraph(data)).contents());
    }
}
