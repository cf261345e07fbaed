package dev.kerasguard.keras.archive;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.RefusalRule;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The three members of a {@code .keras} file that a model consists of, read into memory once.
 *
 * <p>Assets and anything else in the archive are listed by nobody, read by nobody and never extracted.
 *
 * @param metadata the bytes of {@code metadata.json}
 * @param config the bytes of {@code config.json}
 * @param weights the bytes of {@code model.weights.h5}; valid as long as the arena that was given to {@link #read}
 */
@SuppressWarnings("ArrayRecordComponent") // Carried from the reader to the parser, never compared.
public record KerasArchive(byte[] metadata, byte[] config, MemorySegment weights) {

    /** Largest {@code config.json}: the largest of keras.applications has 0.9 MB. */
    static final long MAX_CONFIG_BYTES = 32L << 20;

    private static final long MAX_METADATA_BYTES = 64L << 10;

    /** Weights become constants of one graph, and a graph's limit is 2 GB. */
    static final long MAX_WEIGHTS_BYTES = 1_900_000_000L;

    /**
     * Reads an archive.
     *
     * @param file the {@code .keras} file
     * @param arena owns the memory of the weights
     * @throws ModelRefusedException when the archive is damaged, unsafe or incomplete
     * @throws IOException when the file cannot be read
     */
    public static KerasArchive read(Path file, Arena arena) throws ModelRefusedException, IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ZipDirectory directory = ZipDirectory.read(channel);
            return new KerasArchive(
                    bytes(channel, directory, "metadata.json", MAX_METADATA_BYTES),
                    bytes(channel, directory, "config.json", MAX_CONFIG_BYTES),
                    weights(channel, directory, arena));
        }
    }

    private static MemorySegment weights(FileChannel channel, ZipDirectory directory, Arena arena)
            throws ModelRefusedException, IOException {
        String name = "model.weights.h5";
        if (directory.find(name) == null && directory.find("model.weights.npz") != null) {
            throw RefusalRule.ARCHIVE_INCOMPLETE.at(
                    "model.weights.npz",
                    "weights in NumPy's format are not supported; re-save the model with Keras 3, which writes "
                            + name);
        }
        ZipMember member = directory.require(name);
        return member.read(channel, MAX_WEIGHTS_BYTES, size -> arena.allocate(size, 8));
    }

    private static byte[] bytes(FileChannel channel, ZipDirectory directory, String name, long limit)
            throws ModelRefusedException, IOException {
        return directory
                .require(name)
                .read(channel, limit, size -> MemorySegment.ofArray(new byte[(int) size]))
                .toArray(ValueLayout.JAVA_BYTE);
    }
}
