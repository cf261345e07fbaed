package dev.kerasguard.keras;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class LegacyAttackTest {

    private static final Path ATTACKS = Path.of("src/test/resources/legacy-attacks");

    @ParameterizedTest
    @CsvSource({
        "lambda-layer, LAMBDA_REFUSED",
        "function-that-reads-files, LAYER_NOT_SUPPORTED",
        "custom-class, CUSTOM_OBJECT",
        "weight-named-twice, WEIGHTS_UNSAFE",
        "weight-that-is-not-there, WEIGHTS_MISSING",
        "weight-of-no-layer, WEIGHTS_MISMATCH",
        "one-weight-too-few, WEIGHTS_MISSING",
        "one-weight-too-many, WEIGHTS_MISMATCH",
        "other-shape, WEIGHTS_MISMATCH",
        "not-a-number, WEIGHTS_NOT_FINITE",
        "infinite, WEIGHTS_NOT_FINITE",
        "external-weight, WEIGHTS_UNSAFE",
        "no-config, ARCHIVE_INCOMPLETE",
        "config-without-end, CONFIG_INVALID",
        "strings-that-are-one, WEIGHTS_UNSAFE",
    })
    void refusesLegacyFileThat(String attack, RefusalRule rule) {
        assertThat(Refusal.of(file(attack), rule)).hasMessageMatching("(?s).*(;|: ).+");
    }

    @Test
    void triesEveryAttackOfTheFolder() throws Exception {
        List<String> tried = Arrays.stream(LegacyAttackTest.class
                        .getDeclaredMethod("refusesLegacyFileThat", String.class, RefusalRule.class)
                        .getAnnotation(CsvSource.class)
                        .value())
                .map(line -> line.split(",", -1)[0] + ".h5")
                .toList();
        try (Stream<Path> files = Files.list(ATTACKS)) {
            assertThat(files.map(each -> each.getFileName().toString())).containsExactlyInAnyOrderElementsOf(tried);
        }
    }

    @ParameterizedTest
    @CsvSource({"not-a-number", "infinite"})
    void loadsWeightsThatAreNotFiniteWhereThatIsAllowed(String name) throws Exception {
        ModelLoader loader =
                ModelLoaders.standard(LoadLimits.with().notFinite(true).build());
        try (ServableModel model = loader.load(file(name), ModelFormat.H5, new SessionOptions(1, 1, 0))) {
            assertThat(model.parameters()).isEqualTo(16);
        }
    }

    private static Path file(String attack) {
        return ATTACKS.resolve(attack + ".h5");
    }
}
