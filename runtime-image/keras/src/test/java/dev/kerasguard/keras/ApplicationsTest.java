package dev.kerasguard.keras;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The architectures of keras.applications, and the page of what was found; {@code make parity} writes its rows. */
class ApplicationsTest {
    private static final Path PAGE = Path.of("../../docs/applications.md");
    private static final String PREFIX = "application-";
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(\\w+)` \\|.*\\| (\\S+) \\| (\\S+) \\|$");
    private static final SessionOptions TWO_THREADS = new SessionOptions(2, 1, 0);

    /** Below this, answers to different images are so much alike that equal answers prove little. */
    private static final double LEAST_SPREAD = 0.01;

    @Test
    void thePageListsArchitecturesWithADifferenceThatIsAllowed() throws IOException {
        Map<String, String> rows = rows(Files.readString(PAGE));

        assertThat(rows.values()).isNotEmpty().allSatisfy(row -> {
            List<String> cells = List.of(row.split(" *\\| *", -1));
            assertThat(Double.parseDouble(cells.get(5))).isLessThanOrEqualTo(1e-4);
            assertThat(Double.parseDouble(cells.get(6))).isGreaterThan(LEAST_SPREAD);
        });
    }

    /** Architectures that parity/make_cases.py made beforehand: {@code -Dapplications.directory=DIRECTORY}. */
    @TestFactory
    @Tag("parity")
    Stream<DynamicTest> answersAsKerasForEachArchitecture() {
        String directory = System.getProperty("applications.directory", "target/applications");
        Assumptions.assumeTrue(Files.isDirectory(Path.of(directory)), "no cases in " + directory);
        return ParityCase.in(Path.of(directory)).stream()
                .filter(each -> each.name().startsWith(PREFIX))
                .map(each -> DynamicTest.dynamicTest(each.name(), () -> record(each.name(), row(each))));
    }

    private static String row(ParityCase each) throws Exception {
        try (ServableModel model = ModelLoaders.standard().load(each.kerasFile(), ModelFormat.AUTO, TWO_THREADS)) {
            double difference = each.check(model);
            double spread = each.spread();
            assertThat(spread).isGreaterThan(LEAST_SPREAD);
            String shape = model.inputs().getFirst().shape().stream()
                    .skip(1)
                    .map(size -> size < 0 ? "any" : size.toString())
                    .collect(Collectors.joining(" × "));
            double megabytes = Files.size(each.kerasFile()) / 1e6;
            return String.format(
                    Locale.ROOT,
                    "| `%s` | %s | %,d | %,.0f | %.1e | %.2f |",
                    each.name().substring(PREFIX.length()),
                    shape,
                    model.parameters(),
                    megabytes,
                    difference,
                    spread);
        }
    }

    private static void record(String name, String row) throws IOException {
        if (!Boolean.getBoolean("kerasguard.regenerate")) {
            return;
        }
        Map<String, String> rows = Files.exists(PAGE) ? rows(Files.readString(PAGE)) : new TreeMap<>();
        rows.put(name.substring(PREFIX.length()), row);
        Files.writeString(PAGE, """
                # The architectures of keras.applications

                Each with random weights and without the softmax at its end, made and saved by the real Keras (3.15.1 on
                TensorFlow), loaded from its `.keras` file, and run on seeded images at batch 1 and 3. Images are of the size that
                Keras takes by default, or of 128 pixels where that would take minutes. A row is written when an architecture
                was compared: %d of 40 are here.

                - **difference**: the largest one from Keras' answers, relative to the largest number in the answer
                - **spread**: how much Keras' answers to the images of a batch differ from each other, relative to the same; the
                  difference is small against this too

                `make parity PARITY=--applications` makes them one after the other, compares and writes this page, and
                `make parity PARITY="--applications ResNet50"` that row.

                | architecture | input | parameters | file, MB | difference | spread |
                |---|---|--:|--:|--:|--:|
                """.formatted(rows.size()) + String.join("\n", rows.values()) + "\n");
    }

    private static Map<String, String> rows(String page) {
        return ROW.matcher(page)
                .results()
                .collect(
                        Collectors.toMap(row -> row.group(1), row -> row.group(), (_, second) -> second, TreeMap::new));
    }
}
