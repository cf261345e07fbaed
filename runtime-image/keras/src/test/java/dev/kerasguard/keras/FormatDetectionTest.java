package dev.kerasguard.keras;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** That AUTO believes what a file holds, and not what it is called. */
class FormatDetectionTest {

    private static final SessionOptions ONE_THREAD = new SessionOptions(1, 1, 0);
    private static final Path RESOURCES = Path.of("src/test/resources");

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "formats/v3.8.0-functional/model.keras, model.h5, KERAS",
        "formats/v3.8.0-functional/model.keras, saved_model.pb, KERAS",
        "formats/v3.8.0-functional/model.keras, model, KERAS",
        "formats/keras3-shards/model, model.h5, KERAS",
        "formats/keras2-dense/model.h5, model.keras, H5",
        "formats/keras3-dense/model.h5, model.zip, H5",
        "saved-models/convolution/saved_model, model.keras, SAVED_MODEL",
        "saved-models/convolution/saved_model, model.h5, SAVED_MODEL"
    })
    void loadsByContentUnderAnyName(String source, String name, ModelFormat format) throws Exception {
        Path file = folder.resolve(name);
        copy(RESOURCES.resolve(source), file);

        try (ServableModel model = ModelLoaders.standard().load(file, ModelFormat.AUTO, ONE_THREAD)) {
            assertThat(model.format()).isEqualTo(format);
        }
    }

    @ParameterizedTest
    @CsvSource({"model.keras", "model.h5", "saved_model.pb"})
    void refusesTextWhateverItIsCalled(String name) throws IOException {
        Path file = Files.writeString(folder.resolve(name), "model");

        assertThat(Refusal.of(file, RefusalRule.FORMAT_UNKNOWN)).hasMessageContaining(name);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : all.toList()) {
                Files.copy(each, to.resolve(from.relativize(each).toString()));
            }
        }
    }
}
