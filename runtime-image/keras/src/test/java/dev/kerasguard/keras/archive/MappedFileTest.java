package dev.kerasguard.keras.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MappedFileTest {

    private static final int BYTES = 1 << 20;

    @TempDir
    Path folder;

    @Test
    void givesTheBytesOfAFile() throws Exception {
        Path file = Files.write(folder.resolve("weights"), new byte[] {1, 2, 3});

        try (Arena arena = Arena.ofConfined()) {
            assertThat(MappedFile.map(file, arena).toArray(ValueLayout.JAVA_BYTE))
                    .containsExactly(1, 2, 3);
        }
    }

    @Test
    void mapsAnEmptyFileAsNoBytes() throws Exception {
        Path file = Files.write(folder.resolve("weights"), new byte[0]);

        try (Arena arena = Arena.ofConfined()) {
            assertThat(MappedFile.map(file, arena).byteSize()).isZero();
        }
    }

    @Test
    void saysThatAFileWasCutShortWhileItWasRead() throws Exception {
        // Given
        Path file = Files.write(folder.resolve("weights"), new byte[BYTES]);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment content = MappedFile.map(file, arena);

            // When
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(0);
            }

            // Then
            assertThatThrownBy(() -> MappedFile.reading(file, () -> content.toArray(ValueLayout.JAVA_BYTE)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(file.toString())
                    .hasMessageContaining("did it change meanwhile?");
        }
    }
}
