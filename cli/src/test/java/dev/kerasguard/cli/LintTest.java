package dev.kerasguard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** kg lint on a folder of files, each beside the list that is expected of it. */
class LintTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder = Path.of("unset");

    static List<Path> cases() throws IOException, URISyntaxException {
        try (Stream<Path> files = Files.list(golden())) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    private static Path golden() throws URISyntaxException {
        return Path.of(
                Objects.requireNonNull(LintTest.class.getResource("/lint")).toURI());
    }

    /** What the golden files hold: the wording of a message belongs to its rule's own tests. */
    private static JsonNode withoutFoldersAndWords(JsonNode findings) {
        findings.forEach(finding -> {
            assertThat(finding.path("message").asText()).isNotBlank();
            ((ObjectNode) finding)
                    .put(
                            "file",
                            String.valueOf(
                                    Path.of(finding.path("file").asText()).getFileName()))
                    .remove("message");
        });
        return findings;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void eachFileGetsExactlyItsViolations(Path file) throws IOException {
        JsonNode expected =
                JSON.readTree(file.resolveSibling(file.getFileName() + ".json").toFile());

        Run run = Run.kg("lint", "--json", file.toString());

        assertThat(withoutFoldersAndWords(JSON.readTree(run.out()))).isEqualTo(expected);
        assertThat(run.code()).isEqualTo(expected.isEmpty() ? 0 : 1);
    }

    @Test
    void everyExpectationBelongsToAFile() throws Exception {
        try (Stream<Path> files = Files.list(golden())) {
            assertThat(files.filter(file -> file.toString().endsWith(".json")))
                    .allSatisfy(file ->
                            assertThat(cases()).contains(Path.of(file.toString().replaceFirst("\\.json$", ""))));
        }
    }

    @Test
    void aFolderIsSearchedAndThePolicyBesideItCounts() throws Exception {
        Files.createDirectories(folder.resolve("specs/deep"));
        String both = Files.readString(golden().resolve("named-by-policy.yaml"));
        String[] documents = both.split("---\n", -1);
        Path policy = Files.writeString(folder.resolve("policy.yaml"), documents[0]);
        Files.writeString(folder.resolve("specs/deep/service.yml"), documents[1]);
        Files.writeString(folder.resolve("specs/notes.txt"), "{ no yaml");

        Run without = Run.kg("lint", folder.resolve("specs").toString());
        Run with = Run.kg(
                "lint", "--policy", policy.toString(), folder.resolve("specs").toString());

        assertThat(without.code()).isEqualTo(1);
        assertThat(without.out()).contains("service.yml: KerasInferenceService/digits: spec.model.uri");
        assertThat(with.out()).contains("0 violations in 2 files");
        assertThat(with.code()).isZero();
    }

    @Test
    void standardInputIsAFileToo() throws Exception {
        InputStream before = System.in;
        try {
            System.setIn(new ByteArrayInputStream(Files.readAllBytes(golden().resolve("unsafe.yaml"))));
            Run run = Run.kg("lint", "--json", "-");

            assertThat(JSON.readTree(run.out()).get(0).path("file").asText()).isEqualTo("-");
            assertThat(run.code()).isEqualTo(1);
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void whatCannotBeReadIsAnErrorAndNotAViolation() throws Exception {
        Path large = Files.write(folder.resolve("large.yaml"), new byte[SpecFiles.MAX_BYTES + 1]);
        Path binary = Files.write(folder.resolve("binary.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe});

        assertThat(Run.kg("lint", folder.resolve("none.yaml").toString()))
                .satisfies(run -> assertThat(run.code()).isEqualTo(2))
                .satisfies(run -> assertThat(run.err()).contains("there is no").contains("none.yaml"));
        assertThat(Run.kg("lint", large.toString()).err()).contains("larger than");
        assertThat(Run.kg("lint", binary.toString()).err()).contains("not UTF-8");
        assertThat(Run.kg("lint").code()).isEqualTo(2);
    }

    @Test
    void theSummaryIsForPeople() throws Exception {
        Path file = Files.writeString(folder.resolve("empty.yaml"), "", StandardCharsets.UTF_8);

        assertThat(Run.kg("lint", file.toString()).out()).isEqualTo("0 violations in 1 file%n".formatted());
    }

    @Test
    void theSummarySaysHowMuchWasSkipped() throws Exception {
        Path one = Files.writeString(folder.resolve("one.yaml"), "kind: ConfigMap\n");
        Path two = Files.writeString(folder.resolve("two.yaml"), "kind: ConfigMap\n---\nkind: Deployment\n");

        assertThat(Run.kg("lint", one.toString()).out())
                .isEqualTo("0 violations in 1 file, 1 document of other kinds skipped%n".formatted());
        assertThat(Run.kg("lint", two.toString()).out())
                .isEqualTo("0 violations in 1 file, 2 documents of other kinds skipped%n".formatted());
        assertThat(Run.kg("lint", "--json", two.toString()).out().strip()).isEqualTo("[ ]");
    }
}
