package dev.kerasguard.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.kerasguard.api.v1alpha1.KerasInferencePolicy;
import dev.kerasguard.api.v1alpha1.KerasInferenceService;
import dev.kerasguard.lint.StoredForm;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Each file of {@code examples/invalid} carries the violations it expects in {@code # expect:} lines, each of
 * {@code examples/valid} has none. A file is named after the rule it is about: {@code <Rule>-<what>.yaml}.
 */
class RuleExamplesTest {

    private static final Path EXAMPLES = Path.of("src/test/resources/examples");
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final KubernetesSerialization JSON = new KubernetesSerialization();
    private static final String EXPECT = "# expect: ";

    @TestFactory
    Stream<DynamicTest> validExamplesHaveNoViolation() {
        return files("valid")
                .map(file -> DynamicTest.dynamicTest(
                        file.getFileName().toString(),
                        () -> assertThat(violations(file)).isEmpty()));
    }

    @TestFactory
    Stream<DynamicTest> invalidExamplesHaveExactlyTheViolationsThatTheyExpect() {
        return files("invalid")
                .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> {
                    List<String> expected = Files.readAllLines(file).stream()
                            .filter(line -> line.startsWith(EXPECT))
                            .map(line -> line.substring(EXPECT.length()))
                            .toList();
                    assertThat(violations(file)).containsExactlyInAnyOrderElementsOf(expected);
                    assertThat(expected).anyMatch(violation -> violation.endsWith("(" + rule(file) + ")"));
                }));
    }

    @Test
    void everyRuleHasAValidAndAnInvalidExampleAndEveryExampleARule() {
        Set<String> rules = Stream.concat(
                        Rules.services().stream().map(Rule::name),
                        Rules.policies().stream().map(Rule::name))
                .collect(Collectors.toSet());
        assertThat(files("valid").map(RuleExamplesTest::rule))
                .containsAll(rules)
                .isSubsetOf(rules);
        assertThat(files("invalid").map(RuleExamplesTest::rule))
                .containsAll(rules)
                .isSubsetOf(rules);
    }

    private static List<String> violations(Path file) throws IOException {
        Map<String, List<JsonNode>> byKind =
                YAML.readerFor(JsonNode.class).<JsonNode>readValues(file.toFile()).readAll().stream()
                        .collect(Collectors.groupingBy(
                                document -> document.path("kind").asText()));
        List<KerasInferencePolicy> policies = byKind.getOrDefault("KerasInferencePolicy", List.of()).stream()
                .map(policy -> JSON.convertValue(policy, KerasInferencePolicy.class))
                .map(StoredForm::of)
                .toList();
        Map<String, String> labels = new HashMap<>(Map.of("kubernetes.io/metadata.name", "vision"));
        byKind.getOrDefault("Namespace", List.of())
                .forEach(namespace -> namespace
                        .path("metadata")
                        .path("labels")
                        .properties()
                        .forEach(label ->
                                labels.put(label.getKey(), label.getValue().asText())));
        Stream<Violation> ofPolicies =
                policies.stream().flatMap(policy -> SpecValidation.validate(null, policy).stream());
        Stream<Violation> ofServices = byKind.getOrDefault("KerasInferenceService", List.of()).stream()
                .map(service -> StoredForm.of(JSON.convertValue(service, KerasInferenceService.class)))
                .flatMap(service -> SpecValidation.validate(null, service, policies, labels).stream());
        return Stream.concat(ofPolicies, ofServices).map(Violation::toString).toList();
    }

    private static String rule(Path file) {
        return file.getFileName().toString().replaceAll("-.*", "");
    }

    private static Stream<Path> files(String folder) {
        try (Stream<Path> files = Files.list(EXAMPLES.resolve(folder))) {
            return files.sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
