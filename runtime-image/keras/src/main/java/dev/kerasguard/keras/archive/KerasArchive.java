package dev.kerasguard.keras.archive;

import dev.kerasguard.keras.LoadLimits;
import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.layers.Assets;
import dev.kerasguard.keras.weights.WeightFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a model consists of in a {@code .keras} file, or in a folder of the same files, mapped into memory.
 *
 * <p>Anything else is read by nobody and never extracted.
 *
 * @param metadata the bytes of {@code metadata.json}
 * @param config the bytes of {@code config.json}
 * @param weights its weights; valid as long as the arena that was given to {@link #read}
 * @param assets the vocabularies of layers
 */
@SuppressWarnings("ArrayRecordComponent") // Carried from the reader to the parser, never compared.
public record KerasArchive(byte[] metadata, byte[] config, WeightFile weights, Assets assets) {

    private static final long MAX_METADATA_BYTES = 64L << 10;

    /**
     * Reads a model's files.
     *
     * @param path the {@code .keras} file, or the folder
     * @param arena owns the memory of the weights
     * @throws ModelRefusedException when they are damaged, unsafe or incomplete
     * @throws IOException when they cannot be read
     */
    public static KerasArchive read(Path path, LoadLimits limits, Arena arena)
            throws ModelRefusedException, IOException {
        if (Files.isDirectory(path)) {
            return read(new FolderMembers(path, arena), limits, arena);
        }
        MemorySegment file = MappedFile.map(path, arena);
        return read(new ZipMembers(file, limits.members(), limits.inflatedBytes()), limits, arena);
    }

    static KerasArchive read(ModelMembers members, LoadLimits limits, Arena arena)
            throws ModelRefusedException, IOException {
        return new KerasArchive(
                bytes(members, "metadata.json", MAX_METADATA_BYTES),
                bytes(members, "config.json", limits.configBytes()),
                new KerasWeights(members, limits, arena).read(),
                KerasAssets.read(members));
    }

    static byte[] bytes(ModelMembers members, String name, long limit) throws ModelRefusedException, IOException {
        MemorySegment content = members.read(name, limit, size -> MemorySegment.ofArray(new byte[(int) size]));
        // What was allocated for it holds nothing else.
        return content.heapBase().orElse(null) instanceof byte[] array && array.length == content.byteSize()
                ? array
                : content.toArray(ValueLayout.JAVA_BYTE);
    }
}
