package dev.kerasguard.keras;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kerasguard.keras.layers.KerasLayers;
import dev.kerasguard.keras.operations.KerasOperations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Holds docs/layers.md against the code; {@code make parity} writes it. */
class SupportedLayersTest {
    private static final Path PAGE = Path.of("../../docs/layers.md");
    private static final Path COMMITTED = Path.of("src/test/resources/parity");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(\\w+)` \\| (.*?) ?\\| (\\d+) \\|$");
    private static final Path SOURCES = Path.of("src/main/java/dev/kerasguard/keras");
    private static final Pattern REFUSAL = Pattern.compile("unsupported\\(\\s*\"(\\w+)\"");

    /** Options of which the refusal is seen by another test, as Keras writes no such file by itself. */
    private static final Set<String> SEEN_ELSEWHERE = Set.of(
            "activation",
            "activation_quantizer",
            "axis",
            "data_format",
            "fill_mode",
            "gptq_unpacked_column_size",
            "indexing",
            "indices_or_sections",
            "interpolation",
            "layer",
            "merge_mode",
            "mode",
            "oov_method",
            "oov_token",
            "output_dtype",
            "output_mode",
            "padding",
            "side",
            "split",
            "standardize",
            "stateful",
            "time_major",
            "vocabulary_dtype",
            "window");

    @BeforeAll
    static void writeThePageWhenAsked() throws IOException {
        if (Boolean.getBoolean("kerasguard.regenerate")) {
            Files.writeString(PAGE, page(Path.of(System.getProperty("parity.directory", "target/parity"))));
        }
    }

    @Test
    void thePageListsWhatCanBeBuiltAndHowOftenItWasCompared() throws IOException {
        Map<String, Integer> rows = new TreeMap<>();
        ROW.matcher(Files.readString(PAGE))
                .results()
                .forEach(row -> rows.put(row.group(1), Integer.valueOf(row.group(3))));

        assertThat(rows.keySet()).isEqualTo(supported());
        assertThat(rows).allSatisfy((name, cases) -> assertThat(cases).as(name).isPositive());
    }

    @Test
    void everyClassHasACaseThatRunsWithEveryBuild() throws IOException {
        Set<String> missing = new TreeSet<>(supported());
        missing.removeAll(count(COMMITTED).keySet());

        assertThat(missing).isEmpty();
    }

    @Test
    void everyOptionThatThePageCallsUnsupportedIsRefusedByItsName() throws IOException {
        Map<String, String> rows = new TreeMap<>();
        Matcher row = ROW.matcher(Files.readString(PAGE));
        while (row.find()) {
            rows.merge(row.group(1), row.group(2), (one, other) -> one + other);
        }
        Map<String, String> refused = new TreeMap<>();
        for (boolean layer : new boolean[] {true, false}) {
            AcceptedOptions.tried()
                    .refused(layer)
                    .forEach((name, options) -> refused.merge(name, options, (one, other) -> one + other));
        }

        rows.values().removeIf(String::isEmpty);
        assertThat(rows).isEqualTo(refused);
    }

    @Test
    void everyRefusalOfAnOptionInTheCodeIsSeenHereOrInAnotherTest() throws IOException {
        Set<String> refusals = new TreeSet<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path each :
                    files.filter(file -> file.toString().endsWith(".java")).toList()) {
                REFUSAL.matcher(Files.readString(each)).results().forEach(found -> refusals.add(found.group(1)));
            }
        }
        Set<String> seen = new TreeSet<>(SEEN_ELSEWHERE);
        AcceptedOptions.tried().all().stream()
                .filter(AcceptedOptions.Outcome::isRefusedByName)
                .forEach(each -> seen.add(each.option()));

        assertThat(seen).containsAll(refusals);
        String tests = tests();
        assertThat(SEEN_ELSEWHERE).allSatisfy(option -> assertThat(tests).containsPattern("\\b" + option + "\\b"));
    }

    /** The other tests of this module. */
    private static String tests() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            for (Path each :
                    files.filter(file -> file.toString().endsWith("Test.java")).toList()) {
                all.append(each.endsWith("SupportedLayersTest.java") ? "" : Files.readString(each));
            }
        }
        return all.toString();
    }

    private static Set<String> supported() {
        Set<String> all = new TreeSet<>(KerasLayers.ALL.keySet());
        all.addAll(KerasOperations.ALL.keySet());
        return all;
    }

    /** Number of cases by class name. */
    private static Map<String, Integer> count(Path directory) throws IOException {
        Map<String, Integer> counts = new TreeMap<>();
        for (ParityCase each : ParityCase.in(directory)) {
            for (String name : each.classes()) {
                counts.merge(name.substring(name.lastIndexOf('.') + 1), 1, Integer::sum);
            }
        }
        return counts;
    }

    private static String page(Path directory) throws IOException {
        Map<String, Integer> all = count(directory);
        int cases = ParityCase.in(directory).size();
        List<String> lines = new ArrayList<>(List.of(
                "# Layers and operations",
                "",
                "What `"
                        + "model.keras` files may consist of. Each was compared with the real Keras (3.15.1 on TensorFlow):",
                "every output of every case within 1e-4 of the output's largest number (one unit in the last place for half",
                "precision), at batch 1 and 5. `make parity` makes the cases with Keras, compares, and writes this page: "
                        + cases + " cases.",
                "",
                "*Not supported* are values that Keras takes and the loader refuses by the option's name, with the way out; `kg",
                "inspect` says for a file what it would be refused for. Which values Keras takes is asked of the real Keras",
                "(`parity/make_options.py`), and each of them is tried: what is refused stands here, and nothing else.",
                "",
                "All layers refuse the dtype policies of float8, GPTQ and AWQ, `sparse` and `ragged` inputs, and custom objects",
                "without a [builder](custom-layers.md).",
                ""));
        AcceptedOptions options = AcceptedOptions.tried();
        table("Layers", KerasLayers.ALL.keySet(), options.refused(true), all, lines);
        table(
                "Operations of `keras.ops` in functional models",
                KerasOperations.ALL.keySet(),
                options.refused(false),
                all,
                lines);
        return String.join("\n", lines);
    }

    private static void table(
            String title,
            Collection<String> names,
            Map<String, String> refused,
            Map<String, Integer> counts,
            List<String> to) {
        to.addAll(List.of("## " + title, "", "| class | not supported | cases |", "|---|---|---|"));
        names.forEach(name -> to.add(
                "| `" + name + "` | " + refused.getOrDefault(name, "") + " | " + counts.getOrDefault(name, 0) + " |"));
        to.add("");
    }
}
