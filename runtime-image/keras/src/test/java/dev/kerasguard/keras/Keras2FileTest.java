package dev.kerasguard.keras;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files model.keras that Keras 2 wrote: the container of Keras 3, and the words of Keras 2. */
class Keras2FileTest {

    private static final Path FILE = Path.of("src/test/resources/formats/keras2-keras-functional/model.keras");

    @TempDir
    Path folder;

    @Test
    void refusesSettingThatOnlyKeras2Has() throws IOException {
        Path file = TestArchive.of(FILE)
                .replaceInConfig(
                        "\"config\": {\"name\": \"shared\"", "\"config\": {\"time_major\": true, \"name\": \"shared\"")
                .writeTo(folder);

        assertThat(Refusal.of(file, RefusalRule.CONFIG_INVALID)).hasMessageContaining("time_major");
    }

    @Test
    void refusesOwnersClassThatIsCalledLikeOneOfKeras() throws IOException {
        Path file = TestArchive.of(FILE)
                .replaceInConfig("tf_keras.src.engine.functional", "mine.models")
                .writeTo(folder);

        assertThat(Refusal.of(file, RefusalRule.CUSTOM_OBJECT)).hasMessageContaining("Functional");
    }
}
