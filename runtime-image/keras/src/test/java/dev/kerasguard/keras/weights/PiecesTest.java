package dev.kerasguard.keras.weights;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kerasguard.keras.archive.MappedFile;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PiecesTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 512 << 10, (512 << 10) + 1, 3 * (512 << 10) + 12_345})
    void giveEveryByteOnceAndInOrder(int size) throws Exception {
        // Given
        byte[] content = random(size);
        Path file = Files.write(folder.resolve("weights"), content);
        ByteArrayOutputStream seen = new ByteArrayOutputStream();

        // When
        try (Arena arena = Arena.ofConfined()) {
            new Pieces().bytes(MappedFile.map(file, arena), (at, piece, length) -> {
                assertThat(at).isEqualTo(seen.size());
                seen.write(piece, 0, length);
            });
        }

        // Then
        assertThat(seen.toByteArray()).isEqualTo(content);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 4, 512 << 10, 3 * (512 << 10) + 8, 3 * (512 << 10) + 11})
    void giveNumbersWhereverTheyBegin(int size) {
        // Given
        byte[] content = random(size + 1);
        IntBuffer expected = ByteBuffer.wrap(content, 1, size)
                .slice()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asIntBuffer();
        IntBuffer seen = IntBuffer.allocate(size / Integer.BYTES);

        // When
        new Pieces().ints(MemorySegment.ofArray(content).asSlice(1), (piece, length) -> seen.put(piece, 0, length));

        // Then
        assertThat(seen.flip()).isEqualTo(expected);
    }

    private static byte[] random(int size) {
        byte[] content = new byte[size];
        new Random(7).nextBytes(content);
        return content;
    }
}
