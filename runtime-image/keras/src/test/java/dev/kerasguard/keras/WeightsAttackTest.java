package dev.kerasguard.keras;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(20)
class WeightsAttackTest {

    private static final Path ATTACKS = Path.of("src/test/resources/hdf5-attacks");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "external-link, WEIGHTS_UNSAFE",
        "soft-link, WEIGHTS_UNSAFE",
        "soft-link-to-itself, WEIGHTS_UNSAFE",
        "hard-link-cycle, WEIGHTS_UNSAFE",
        "hard-link-twice, WEIGHTS_UNSAFE",
        "external-storage, WEIGHTS_UNSAFE",
        "virtual-dataset, WEIGHTS_UNSAFE",
        "compressed, WEIGHTS_UNSAFE",
        "chunked-bomb, WEIGHTS_UNSAFE",
        "unallocated-bomb, WEIGHTS_DAMAGED",
        "deep, WEIGHTS_UNSAFE",
        "newer-format, WEIGHTS_UNSAFE",
    })
    void refusesWeightsFileThat(String attack, RefusalRule rule) throws Exception {
        Refusal.of(withWeights(Files.readAllBytes(ATTACKS.resolve(attack + ".h5"))), rule);
    }

    @Test
    void triesEveryAttackOfTheFolder() throws Exception {
        List<String> tried = Arrays.stream(WeightsAttackTest.class
                        .getDeclaredMethod("refusesWeightsFileThat", String.class, RefusalRule.class)
                        .getAnnotation(CsvSource.class)
                        .value())
                .map(line -> line.split(",", -1)[0] + ".h5")
                .toList();
        try (Stream<Path> files = Files.list(ATTACKS)) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrderElementsOf(tried);
        }
    }

    @Test
    void refusesShapeThatIsMoreThanTheFileHolds() throws Exception {
        // Given: the first dense kernel declares a million rows
        byte[] weights = TestArchive.digits().get("model.weights.h5");
        ByteBuffer buffer = ByteBuffer.wrap(weights).order(ByteOrder.LITTLE_ENDIAN);
        int changed = 0;
        for (int at = 0; at < weights.length - 16; at += 8) {
            if (buffer.getLong(at) == 512 && buffer.getLong(at + 8) == 32) {
                buffer.putLong(at, 1_000_000);
                changed++;
            }
        }

        // Then
        assertThat(changed).isPositive();
        assertThat(Refusal.of(withWeights(weights), RefusalRule.WEIGHTS_UNSAFE)).hasMessageContaining("1000000");
    }

    @Test
    void refusesWeightsCutShortAtAnyLength() throws Exception {
        byte[] whole = TestArchive.digits().get("model.weights.h5");
        for (int length = 0; length < whole.length; length += 4_999) {
            Refusal.of(withWeights(Arrays.copyOf(whole, length)), RefusalRule.WEIGHTS_DAMAGED);
        }
    }

    @Test
    void refusesWeightsOfAnotherModel() throws Exception {
        byte[] other = TestArchive.of(Path.of("src/test/resources/parity/dense-vector/model.keras"))
                .get("model.weights.h5");
        Refusal.of(withWeights(other), RefusalRule.WEIGHTS_MISSING);
    }

    @Test
    void refusesWeightsThatNoLayerTakes() throws Exception {
        Path file = TestArchive.of(Path.of("src/test/resources/parity/dense-vector/model.keras"))
                .replaceInConfig("\"use_bias\": true", "\"use_bias\": false")
                .writeTo(folder);
        assertThat(Refusal.of(file, RefusalRule.WEIGHTS_MISMATCH)).hasMessageContaining("layers/dense/vars/1");
    }

    private Path withWeights(byte[] weights) throws IOException {
        return TestArchive.digits().put("model.weights.h5", weights).writeTo(folder);
    }
}
