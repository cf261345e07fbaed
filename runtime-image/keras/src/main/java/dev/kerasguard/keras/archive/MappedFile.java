package dev.kerasguard.keras.archive;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file as memory. Nothing of it is copied or read before it is looked at, and the system may take back what was
 * looked at: so weights need no memory beside the tensors that they become.
 */
public final class MappedFile {

    /** Reads what is mapped. */
    @FunctionalInterface
    public interface Reading<T, E extends Exception> {
        T read() throws E, IOException;
    }

    private MappedFile() {}

    /**
     * Maps a whole file, read-only. To be looked at with {@link #reading} around it.
     *
     * @param arena ends it
     */
    public static MemorySegment map(Path file, Arena arena) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return channel.map(MapMode.READ_ONLY, 0, channel.size(), arena);
        }
    }

    /**
     * Lets something read mapped files.
     *
     * @throws IOException when a file was cut short, or its disk failed, meanwhile: the JDK tells so by an error,
     *     because it comes from the processor and not from a call
     */
    public static <T, E extends Exception> T reading(Path file, Reading<T, E> reading) throws E, IOException {
        try {
            return reading.read();
        } catch (InternalError e) {
            throw new IOException(file + " could not be read to its end: did it change meanwhile?", e);
        }
    }
}
