package dev.kerasguard.keras;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadLimitsTest {

    private static final Path PAGE = Path.of("../../docs/keras.md");

    @TempDir
    private Path folder;

    @Test
    void thePageListsEachLimitWithItsDefault() throws Exception {
        // Given
        List<String> expected = new ArrayList<>();
        for (RecordComponent each : LoadLimits.class.getRecordComponents()) {
            expected.add(each.getName() + " " + shown(each.getAccessor().invoke(LoadLimits.DEFAULT)));
        }

        // When
        String page = Files.readString(PAGE);
        String table = page.substring(page.indexOf("### Limits"), page.indexOf("### Fuzzing"));
        List<String> rows = Pattern.compile("(?m)^\\| `(\\w+)` \\| ([^|]+) \\|")
                .matcher(table)
                .results()
                .map(row -> row.group(1) + " " + row.group(2))
                .toList();

        // Then
        assertThat(rows).isEqualTo(expected);
    }

    @Test
    void eachLimitCanBeSet() {
        assertThat(LoadLimits.with()
                        .members(1)
                        .configBytes(2)
                        .configValues(3)
                        .weightBytes(4)
                        .inflatedBytes(5)
                        .depth(6)
                        .layers(7)
                        .calls(8)
                        .operations(9)
                        .parameters(10)
                        .time(Duration.ofSeconds(11))
                        .notFinite(true)
                        .build())
                .isEqualTo(new LoadLimits(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, Duration.ofSeconds(11), true));
    }

    @Test
    void eachLimitHoldsForADigitsModelThatIsLarger() throws Exception {
        Path file = TestArchive.digits().writeTo(folder);
        List<LoadLimits> tight = List.of(
                LoadLimits.with().members(2).build(),
                LoadLimits.with().configBytes(1_000).build(),
                LoadLimits.with().configValues(100).build(),
                LoadLimits.with().weightBytes(1_000).build(),
                LoadLimits.with().inflatedBytes(1_000).build(),
                LoadLimits.with().layers(3).build(),
                LoadLimits.with().calls(3).build(),
                LoadLimits.with().operations(3).build(),
                LoadLimits.with().parameters(1_000).build(),
                LoadLimits.with().time(Duration.ZERO).build());

        for (LoadLimits each : tight) {
            assertThat(ModelLoaders.vetting(each).vet(file, ModelFormat.AUTO, 1).isLoadable())
                    .as(each.toString())
                    .isFalse();
        }
        assertThat(ModelLoaders.vetting().vet(file, ModelFormat.AUTO, 1).isLoadable())
                .isTrue();
    }

    private static String shown(Object value) {
        return switch (value) {
            case Number number -> String.format(Locale.ROOT, "%,d", number.longValue());
            case Duration time -> time.toSeconds() + " s";
            default -> value.toString();
        };
    }
}
