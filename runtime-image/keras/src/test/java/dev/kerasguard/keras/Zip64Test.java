package dev.kerasguard.keras;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kerasguard.keras.vetting.Finding;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives with sizes of 64 bits, as Python writes them above 4 GB and Keras asks for them always. */
class Zip64Test {

    private static final Path ARCHIVES = Path.of("src/test/resources/zip64");

    private static final int END = 22;
    private static final int LOCATOR = END + 20;
    private static final int END_OF_64_BITS = LOCATOR + 56;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"forced", "everywhere"})
    void readsWhatPythonWrites(String name) throws Exception {
        ModelReport report = ModelLoaders.vetting().vet(ARCHIVES.resolve(name + ".keras"), ModelFormat.AUTO, 1);

        assertThat(report.findings()).isEmpty();
        assertThat(report.isLoadable()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "count of members, 32, 1, ArchiveUnsafe",
        "count of members on this disk, 24, 1, ArchiveUnsafe",
        "number of this disk, 16, 1, ArchiveUnsafe",
        "size of the directory, 40, 1, ArchiveUnsafe",
        "start of the directory, 48, 1, ArchiveUnsafe",
        "start of the directory below zero, 48, -9223372036854775807, ArchiveUnsafe",
        "size of the directory of many gigabytes, 40, 9223372036854000000, ArchiveUnsafe",
        "its own length, 4, 1, ArchiveDamaged",
        "its signature, 0, 1, ArchiveDamaged",
        "where it starts, 64, 1, ArchiveDamaged",
        "where it starts beyond the file, 64, 1152921504606846976, ArchiveDamaged",
        "number of disks, 72, 1, ArchiveUnsafe",
    })
    void refusesEndThatSaysOtherwise(String what, int at, long more, String rule) throws Exception {
        ByteBuffer archive = archive();
        int changed = archive.limit() - END_OF_64_BITS + at;
        archive.putLong(changed, archive.getLong(changed) + more);

        assertThat(refusal(archive).rule()).as(what).isEqualTo(rule);
    }

    @ParameterizedTest
    @CsvSource({
        "content, 0, 1, ArchiveUnsafe",
        "content below zero, 0, -9223372036854775807, ArchiveDamaged",
        "content of many gigabytes, 0, 4611686018427387904, ModelTooLarge",
        "stored bytes, 8, 1, ArchiveUnsafe",
    })
    void refusesMemberWhoseSizeIsAnother(String what, int at, long more, String rule) throws Exception {
        // Given: the sizes of the first member in the directory, after its name
        ByteBuffer archive = archive();
        int directory = (int) archive.getLong(archive.limit() - END_OF_64_BITS + 48);
        int changed = directory + 46 + archive.getShort(directory + 28) + 4 + at;
        archive.putLong(changed, archive.getLong(changed) + more);

        assertThat(refusal(archive).rule()).as(what).isEqualTo(rule);
    }

    @Test
    void refusesMemberWhoseOwnHeaderSaysAnotherSize() throws Exception {
        ByteBuffer archive = archive();
        int changed = 30 + archive.getShort(26) + 4;
        archive.putLong(changed, archive.getLong(changed) - 1);

        assertThat(refusal(archive).message()).contains("two things");
    }

    @Test
    void refusesMemberWhoseSizesAreNowhere() throws Exception {
        ByteBuffer archive = archive();
        int directory = (int) archive.getLong(archive.limit() - END_OF_64_BITS + 48);
        archive.putShort(directory + 46 + archive.getShort(directory + 28), (short) 0x7777);

        assertThat(refusal(archive).rule()).isEqualTo("ArchiveDamaged");
    }

    @Test
    void refusesMemberThatItsOwnHeaderCallsOtherwise() throws Exception {
        ByteBuffer archive = archive();
        archive.put(30, (byte) 'n');

        assertThat(refusal(archive).message()).contains("two things");
    }

    private static ByteBuffer archive() throws IOException {
        return ByteBuffer.wrap(Files.readAllBytes(ARCHIVES.resolve("everywhere.keras")))
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    private Finding refusal(ByteBuffer archive) throws IOException {
        byte[] bytes = new byte[archive.capacity()];
        archive.get(0, bytes);
        Path file = Files.write(folder.resolve("model.keras"), bytes);
        ModelReport report = ModelLoaders.vetting().vet(file, ModelFormat.AUTO, 1);
        assertThat(report.findings()).hasSize(1);
        return report.findings().getFirst();
    }
}
