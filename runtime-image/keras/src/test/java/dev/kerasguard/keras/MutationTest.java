package dev.kerasguard.keras;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever happens to a file, it loads, or is refused as a model; nothing else may come out. Seeded: a failure repeats.
 */
@Timeout(120)
class MutationTest {

    private static final Path MODEL = Path.of("src/test/resources/parity/structure-nested-functional/model.keras");
    private static final SessionOptions ONE_THREAD = new SessionOptions(1, 1, 0);

    @TempDir
    private Path folder;

    @Test
    void archiveWithChangedBytesLoadsOrIsRefused() throws Exception {
        byte[] whole = Files.readAllBytes(MODEL);
        int refused = 0;
        for (int seed = 0; seed < 400; seed++) {
            refused += load(mutated(whole, new Random(seed)), "archive seed " + seed);
        }
        assertThat(refused).isGreaterThan(300);
    }

    @Test
    void weightsWithChangedBytesLoadOrAreRefused() throws Exception {
        TestArchive archive = TestArchive.of(MODEL);
        byte[] whole = archive.get("model.weights.h5");
        int refused = 0;
        for (int seed = 0; seed < 800; seed++) {
            byte[] changed = archive.put("model.weights.h5", mutated(whole, new Random(seed)))
                    .bytes(ZipEntry.STORED);
            refused += load(changed, "weights seed " + seed);
        }
        assertThat(refused).isGreaterThan(50);
    }

    @Test
    void configWithChangedBytesLoadsOrIsRefused() throws Exception {
        TestArchive archive = TestArchive.of(MODEL);
        byte[] whole = archive.get("config.json");
        int refused = 0;
        for (int seed = 0; seed < 400; seed++) {
            byte[] changed = archive.put("config.json", mutatedText(whole, new Random(seed)))
                    .bytes(ZipEntry.STORED);
            refused += load(changed, "config seed " + seed);
        }
        assertThat(refused).isGreaterThan(100);
    }

    private int load(byte[] bytes, String what) throws IOException {
        Path file = Files.write(folder.resolve("model.keras"), bytes);
        try (ServableModel model = ModelLoaders.standard().load(file, ModelFormat.AUTO, ONE_THREAD)) {
            assertThat(model.outputs()).isNotEmpty();
            return 0;
        } catch (ModelRefusedException e) {
            assertThat(e.getMessage()).as(what).isNotBlank();
            return 1;
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            throw new AssertionError(what, e);
        }
    }

    private static byte[] mutated(byte[] whole, Random random) {
        byte[] changed = whole.clone();
        int count = 1 + random.nextInt(8);
        for (int i = 0; i < count; i++) {
            int at = random.nextInt(changed.length);
            changed[at] = switch (random.nextInt(4)) {
                case 0 -> (byte) 0xff;
                case 1 -> 0;
                case 2 -> (byte) (changed[at] ^ (1 << random.nextInt(8)));
                default -> (byte) random.nextInt(256);
            };
        }
        return changed;
    }

    /** Swaps digits, letters and brackets, so that most results are still JSON. */
    private static byte[] mutatedText(byte[] whole, Random random) {
        byte[] changed = whole.clone();
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            int at = random.nextInt(changed.length);
            byte old = changed[at];
            if (Character.isDigit(old)) {
                changed[at] = (byte) ('0' + random.nextInt(10));
            } else if (Character.isLetter(old)) {
                changed[at] = (byte) ('a' + random.nextInt(26));
            } else {
                changed[at] = changed[random.nextInt(changed.length)];
            }
        }
        return changed;
    }
}
