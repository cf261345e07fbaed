package dev.kerasguard.keras;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A SavedModel with changed bytes loads, or is refused as a model; and never takes the process down. */
@Timeout(120)
class SavedModelMutationTest {

    private static final Path GOOD = Path.of("src/test/resources/saved-models/dictionaries/saved_model");

    @TempDir
    private Path folder;

    @Test
    void graphWithChangedBytesLoadsOrIsRefused() throws Exception {
        try (Stream<Path> files = Files.walk(GOOD)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = folder.resolve(GOOD.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
        byte[] whole = Files.readAllBytes(GOOD.resolve("saved_model.pb"));
        int refused = 0;
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            byte[] changed = whole.clone();
            for (int i = 0; i <= seed % 5; i++) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
            }
            Files.write(folder.resolve("saved_model.pb"), changed);
            try (ServableModel model =
                    ModelLoaders.standard().load(folder, ModelFormat.AUTO, new SessionOptions(1, 1, 0))) {
                assertThat(model.outputs()).isNotEmpty();
            } catch (ModelRefusedException e) {
                refused++;
            } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
        assertThat(refused).isGreaterThan(100);
    }
}
