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
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds docs/layers.md against the code; {@code make parity} writes it. */
class SupportedLayersTest {
    private static final Path PAGE = Path.of("../../docs/layers.md");
    private static final Path COMMITTED = Path.of("src/test/resources/parity");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(\\w+)` \\| (\\d+) \\|");

    /** What Keras records under another name, or cannot save and load itself: nothing can be compared. */
    private static final Set<String> UNTRIED = Set.of(
            "Abs",
            "Array",
            "BroadcastTo",
            "Conj",
            "ConvertToTensor",
            "EmptyLike",
            "Full",
            "GroupedQueryAttention",
            "RandomShear",
            "Vsplit");

    @Test
    void thePageListsWhatCanBeBuiltAndHowOftenItWasCompared() throws IOException {
        if (Boolean.getBoolean("kerasguard.regenerate")) {
            Files.writeString(PAGE, page(Path.of(System.getProperty("parity.directory", "target/parity"))));
        }
        Map<String, Integer> rows = new TreeMap<>();
        ROW.matcher(Files.readString(PAGE))
                .results()
                .forEach(row -> rows.put(row.group(1), Integer.valueOf(row.group(2))));

        assertThat(rows.keySet()).isEqualTo(supported());
        rows.keySet().removeAll(UNTRIED);
        assertThat(rows).allSatisfy((name, cases) -> assertThat(cases).as(name).isPositive());
    }

    @Test
    void everyClassHasACaseThatRunsWithEveryBuild() throws IOException {
        Set<String> missing = new TreeSet<>(supported());
        missing.removeAll(count(COMMITTED).keySet());
        missing.removeAll(UNTRIED);

        assertThat(missing).isEmpty();
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
                "precision), at batch 1 and 5. Options that are not supported are refused by name, with the way out; `kg inspect`",
                "says for a file what it would be refused for.",
                "",
                "`make parity` makes the cases with Keras, compares, and writes this page: " + cases
                        + " cases. No case means that",
                "Keras records the class under another name, or cannot load its own file.",
                ""));
        table("Layers", KerasLayers.ALL.keySet(), all, lines);
        table("Operations of `keras.ops` in functional models", KerasOperations.ALL.keySet(), all, lines);
        return String.join("\n", lines);
    }

    private static void table(String title, Collection<String> names, Map<String, Integer> counts, List<String> to) {
        to.addAll(List.of("## " + title, "", "| class | cases |", "|---|---|"));
        names.forEach(name -> to.add("| `" + name + "` | " + counts.getOrDefault(name, 0) + " |"));
        to.add("");
    }
}
