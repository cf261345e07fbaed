package dev.kerasguard.keras;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kerasguard.keras.assembly.KerasModelBuilder;
import dev.kerasguard.keras.assembly.Refusals;
import dev.kerasguard.keras.custom.CustomLayers;
import dev.kerasguard.keras.fuzzing.Reading;
import dev.kerasguard.keras.savedmodel.SavedModelLoader;
import dev.kerasguard.keras.vetting.Finding;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * What becomes of each known attack, and what it costs. {@code -Dkerasguard.regenerate=true} writes the page that lists
 * them; what each took is in {@code target/attacks.txt}.
 */
class AttackTest {

    private static final Path PAGE = Path.of("../../docs/attacks.md");
    private static final Path MEASURED = Path.of("target/attacks.txt");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @FieldSource("dev.kerasguard.keras.Attacks#ALL")
    void isRefusedWithRulePlaceAndWayOut(Attack attack) throws Exception {
        // When
        ModelReport report = ModelLoaders.vetting().vet(attack.file().write(folder), ModelFormat.AUTO, 1);

        // Then
        assertThat(report.isLoadable()).isFalse();
        Finding first = report.findings().getFirst();
        assertThat(first.rule()).as(first.toString()).isEqualTo(attack.rule().reason());
        assertThat(first.place()).contains(attack.place());
        assertThat(first.wayOut()).isNotBlank();
    }

    @ParameterizedTest
    @FieldSource("dev.kerasguard.keras.Attacks#ALL")
    void costsAtMost64MebibytesBeyondItsSize(Attack attack) throws Exception {
        // Given
        Path file = attack.file().write(folder);
        new Reading().of(arena -> read(file, arena));

        // When: classes are loaded by now
        Reading reading = new Reading();
        long started = System.nanoTime();
        reading.of(arena -> read(file, arena));
        long millis = (System.nanoTime() - started) / 1_000_000;

        // Then
        Files.createDirectories(MEASURED.getParent());
        Files.writeString(
                MEASURED,
                "%6d ms %8d KiB of %8d KiB  %s%n".formatted(millis, reading.bytes() >> 10, size(file) >> 10, attack),
                java.nio.file.StandardOpenOption.CREATE,
                java.nio.file.StandardOpenOption.APPEND);
        assertThat(reading.bytes()).isLessThan(size(file) + Reading.ALLOWANCE);
    }

    @Test
    void thePageListsThemAll() throws IOException {
        if (Boolean.getBoolean("kerasguard.regenerate")) {
            Files.writeString(PAGE, page());
        }
        assertThat(Files.readString(PAGE)).isEqualTo(page());
    }

    private static void read(Path path, Arena arena) throws ModelRefusedException, IOException {
        ModelFormat format = ModelLoaders.detect(path, ModelFormat.AUTO);
        if (format == ModelFormat.SAVED_MODEL) {
            SavedModelLoader.vet(path);
        } else {
            KerasModelBuilder.vet(
                    KerasFiles.read(path, format, LoadLimits.DEFAULT, arena, FileObserver.NONE),
                    new Refusals(),
                    LoadLimits.DEFAULT,
                    CustomLayers.NONE);
        }
    }

    private static long size(Path path) throws IOException {
        try (Stream<Path> files = Files.walk(path)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }

    private static String page() {
        List<String> lines = new ArrayList<>(List.of(
                "# Attacks",
                "",
                "What is known against the loader of Keras, and what [the rules](keras.md#rules) of this one are for. For each",
                "there is a file, made by a script or by the tests, and a test that sees it refused by this rule, with the place",
                "and the way out, at a cost of less than 64 MiB beyond its own size. The tests write this page.",
                "",
                "| known as | what the file does | refused by |",
                "|---|---|---|"));
        for (Attack each : Attacks.ALL) {
            lines.add("| " + each.source() + " | " + each.what() + " | `"
                    + each.rule().reason() + "` |");
        }
        lines.add("");
        return String.join("\n", lines);
    }
}
