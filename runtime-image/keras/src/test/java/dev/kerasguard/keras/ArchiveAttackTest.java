package dev.kerasguard.keras;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class ArchiveAttackTest {

    @TempDir
    private Path folder;

    @Test
    void refusesMemberThatIsThereTwice() throws Exception {
        // Given: two names of the same length, made one
        byte[] bytes = TestArchive.digits()
                .put("config.jsox", "{}".getBytes(StandardCharsets.UTF_8))
                .bytes(ZipEntry.STORED);

        // When
        Path file = write(new String(bytes, StandardCharsets.ISO_8859_1)
                .replace("config.jsox", "config.json")
                .getBytes(StandardCharsets.ISO_8859_1));

        // Then
        assertThat(Refusal.of(file, RefusalRule.ARCHIVE_UNSAFE)).hasMessageContaining("twice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../evil.json", "/etc/evil.json", "a/../../evil", "a\\evil", "C:evil", "a//b", "\u0000"})
    void refusesMemberWhoseNameIsNoPlainPath(String name) throws Exception {
        Path file = TestArchive.digits().put(name, new byte[1]).writeTo(folder);
        Refusal.of(file, RefusalRule.ARCHIVE_UNSAFE);
    }

    @Test
    void refusesMoreMembersThanAnyModelHas() throws Exception {
        TestArchive archive = TestArchive.digits();
        for (int i = 0; i < 2_000; i++) {
            archive.put("assets/" + i, new byte[0]);
        }
        Refusal.of(archive.writeTo(folder), RefusalRule.ARCHIVE_UNSAFE);
    }

    @Test
    void refusesBombBeforeItGrows() throws Exception {
        Path file = TestArchive.digits()
                .put("model.weights.h5", new byte[200 << 20])
                .writeTo(folder);
        assertThat(Refusal.of(file, RefusalRule.ARCHIVE_UNSAFE)).hasMessageContaining("grows");
    }

    @Test
    void refusesConfigLargerThanItsLimit() throws Exception {
        Path file = TestArchive.digits().put("config.json", new byte[40 << 20]).writeTo(folder);
        Refusal.of(file, RefusalRule.MODEL_TOO_LARGE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"metadata.json", "config.json", "model.weights.h5"})
    void refusesArchiveWithoutMember(String name) throws Exception {
        Path file = TestArchive.digits().remove(name).writeTo(folder);
        assertThat(Refusal.of(file, RefusalRule.ARCHIVE_INCOMPLETE)).hasMessageContaining(name);
    }

    @Test
    void refusesFileThatWasCutShortAtAnyLength() throws Exception {
        byte[] whole = Files.readAllBytes(TestArchive.DIGITS);
        for (int length = 4; length < whole.length; length += 1_999) {
            Refusal.of(write(Arrays.copyOf(whole, length)), RefusalRule.ARCHIVE_DAMAGED);
        }
    }

    @Test
    void refusesContentThatFailsItsChecksum() throws Exception {
        byte[] whole = Files.readAllBytes(TestArchive.DIGITS);
        whole[whole.length / 2] ^= 1;
        Refusal.of(write(whole), RefusalRule.ARCHIVE_DAMAGED);
    }

    @Test
    void refusesSizeThatIsNotWhatIsStored() throws Exception {
        // Given: the directory's first entry declares 10 bytes more
        byte[] whole = Files.readAllBytes(TestArchive.DIGITS);
        ByteBuffer buffer = ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN);
        int entry = buffer.getInt(whole.length - 22 + 16);
        buffer.putInt(entry + 24, buffer.getInt(entry + 24) + 10);

        // Then
        assertThat(Refusal.of(write(whole), RefusalRule.ARCHIVE_UNSAFE)).hasMessageContaining("two things");
    }

    @Test
    void refusesWhatIsNoModelAtAll() throws Exception {
        Refusal.of(write("hello".getBytes(StandardCharsets.UTF_8)), RefusalRule.FORMAT_UNKNOWN);
        Refusal.of(write(new byte[0]), RefusalRule.FORMAT_UNKNOWN);
        Refusal.of(folder, RefusalRule.FORMAT_UNKNOWN);
    }

    @Test
    void refusesKerasFileWhereSavedModelWasAskedFor() {
        assertThat(org.assertj.core.api.Assertions.catchThrowableOfType(
                                ModelRefusedException.class,
                                () -> ModelLoaders.standard()
                                        .load(TestArchive.DIGITS, ModelFormat.SAVED_MODEL, new SessionOptions(1, 1, 0)))
                        .rule())
                .isEqualTo("FormatUnknown");
    }

    private Path write(byte[] bytes) throws Exception {
        return Files.write(folder.resolve("model.keras"), bytes);
    }
}
