package dev.kerasguard.keras.hdf5;

import dev.kerasguard.keras.LoadLimits;
import dev.kerasguard.keras.fuzzing.Fuzzing;
import dev.kerasguard.keras.legacy.LegacyFile;
import java.lang.foreign.MemorySegment;

/** Reads bytes as an HDF5 file, and as the legacy model that it may be. */
public final class Hdf5FuzzTarget {

    private Hdf5FuzzTarget() {}

    /** Called by the fuzzer for each input. */
    public static void fuzzerTestOneInput(byte[] data) {
        Fuzzing.read(data.length, _ -> {
            LoadLimits limits = LoadLimits.DEFAULT;
            Hdf5File file = Hdf5File.read(MemorySegment.ofArray(data), "model.h5", limits);
            LegacyFile.read(file, limits);
        });
    }
}
