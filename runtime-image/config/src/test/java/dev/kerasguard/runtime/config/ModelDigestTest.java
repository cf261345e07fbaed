package dev.kerasguard.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelDigestTest {

    @TempDir
    Path directory;

    @Test
    void digestOfAFileIsWhatSha256sumPrints() throws IOException {
        // Given
        Path file = Files.writeString(directory.resolve("model.keras"), "abc");

        // When, Then
        assertThat(ModelDigest.of(file))
                .isEqualTo("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    @Test
    void digestOfADirectoryIsWhatThePipelineOfItsJavadocPrints() throws IOException {
        // Given: printf abc >saved_model.pb; mkdir variables; printf x >variables/a; printf y >variables-b
        Files.writeString(directory.resolve("saved_model.pb"), "abc");
        Files.createDirectory(directory.resolve("variables"));
        Files.writeString(directory.resolve("variables/a"), "x");
        Files.writeString(directory.resolve("variables-b"), "y");

        // When, Then
        assertThat(ModelDigest.of(directory))
                .isEqualTo("sha256:2747a26bb4581b11c6fc319640be81f68acc427e48c27586db85ae8e4def1c0e");
    }

    @Test
    void renamingAFileOfADirectoryChangesItsDigest() throws IOException {
        // Given
        Path file = Files.writeString(directory.resolve("a"), "x");
        String before = ModelDigest.of(directory);

        // When
        Files.move(file, directory.resolve("b"));

        // Then
        assertThat(ModelDigest.of(directory)).isNotEqualTo(before);
    }

    @Test
    void refusesALinkWithinADirectory() throws IOException {
        // Given
        Files.createSymbolicLink(directory.resolve("link"), Path.of("/etc/hostname"));

        // When, Then
        assertThatThrownBy(() -> ModelDigest.of(directory))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("link");
    }
}
