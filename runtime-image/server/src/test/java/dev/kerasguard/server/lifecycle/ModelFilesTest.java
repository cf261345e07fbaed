package dev.kerasguard.server.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.runtime.config.ModelDigest;
import dev.kerasguard.runtime.config.RuntimeConfig.ModelConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFilesTest {

    private static final String OTHER = "sha256:" + "0".repeat(64);

    @TempDir
    Path models;

    private static ModelConfig config(Path directory, @Nullable String digest) {
        return new ModelConfig("file:///m", "Auto", "1", digest, 1 << 20, List.of(), directory.toString(), List.of());
    }

    @Test
    void findsAFileASavedModelAndEitherInTheModelsDirectory() throws Exception {
        // Given
        Path keras = Files.writeString(models.resolve("model.keras"), "k");
        Path saved = Files.createDirectories(models.resolve("other/saved_model"));
        Files.writeString(saved.resolve("saved_model.pb"), "s");

        // When, Then
        assertThat(ModelFiles.of(config(models, null)).path()).isEqualTo(keras);
        assertThat(ModelFiles.of(config(keras, null)).path()).isEqualTo(keras);
        assertThat(ModelFiles.of(config(saved, null)).path()).isEqualTo(saved);
        assertThat(ModelFiles.of(config(models.resolve("other"), null)).path()).isEqualTo(saved);
    }

    @Test
    void refusesBytesOfAnotherDigest() throws Exception {
        // Given
        Path keras = Files.writeString(models.resolve("model.keras"), "k");
        Files.writeString(models.resolve("fetched.json"), "{\"digest\":\"" + OTHER + "\"}");

        // When, Then
        assertThat(ModelFiles.of(config(models, ModelDigest.of(keras))).digest())
                .isEqualTo(ModelDigest.of(keras));
        assertThatThrownBy(() -> ModelFiles.of(config(models, OTHER)))
                .isInstanceOfSatisfying(
                        ModelRefusedException.class, e -> assertThat(e.rule()).isEqualTo("DigestMismatch"))
                .hasMessageContaining("expected " + OTHER);
    }

    @Test
    void takesAnUnpackedArchiveThatFetchVerified() throws Exception {
        // Given
        Path saved = Files.createDirectories(models.resolve("saved_model"));
        Files.writeString(saved.resolve("saved_model.pb"), "s");
        Files.writeString(models.resolve("fetched.json"), "{\"digest\":\"" + OTHER + "\"}");

        // When, Then
        assertThat(ModelFiles.of(config(models, OTHER)).digest()).isEqualTo(OTHER);
    }

    @Test
    void saysThatThereIsNoModel() {
        assertThatThrownBy(() -> ModelFiles.of(config(models, null)))
                .hasMessageContaining("holds neither model.keras nor saved_model");
    }
}
