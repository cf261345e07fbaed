package dev.kerasguard.keras.archive;

import dev.kerasguard.keras.LoadLimits;
import dev.kerasguard.keras.fuzzing.Fuzzing;
import java.lang.foreign.MemorySegment;

/** Reads bytes as a {@code .keras} archive, with whatever form of weights is in it. */
public final class ArchiveFuzzTarget {

    private ArchiveFuzzTarget() {}

    /** Called by the fuzzer for each input. */
    public static void fuzzerTestOneInput(byte[] data) {
        MemorySegment source = MemorySegment.ofArray(data);
        Fuzzing.read(data.length, arena -> {
            LoadLimits limits = LoadLimits.DEFAULT;
            KerasArchive.read(new ZipMembers(source, limits.members(), limits.inflatedBytes()), limits, arena);
        });
    }
}
