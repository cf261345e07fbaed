package dev.kerasguard.operator.desired;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kerasguard.api.v1alpha1.KerasInferencePolicy;
import dev.kerasguard.api.v1alpha1.KerasInferenceService;
import dev.kerasguard.rules.EffectivePolicy;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One directory per case: {@code in-service.yaml} or {@code in-policy.yaml}, and what is made of it in
 * {@code out-<kind>.yaml}. A file that nobody uses fails the case. {@code -Dgolden.regenerate=true} writes the outputs
 * anew; read the difference before committing it.
 */
class GoldenTest {

    private static final Path CASES = Path.of("src", "test", "resources", "golden");
    private static final KubernetesSerialization YAML = new KubernetesSerialization();
    private static final Installation INSTALLATION =
            new Installation("docker.io/kerasguard/runtime:golden", "kerasguard-system");

    static Stream<String> cases() throws IOException {
        try (Stream<Path> directories = Files.list(CASES)) {
            return directories.map(path -> path.getFileName().toString()).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void childrenAreWhatTheCaseSays(String name) throws IOException {
        // Given
        Path directory = CASES.resolve(name);

        // When
        Map<String, String> outputs = new TreeMap<>();
        children(directory)
                .forEach(child -> outputs.put(
                        "out-%s.yaml".formatted(child.getKind().toLowerCase(java.util.Locale.ROOT)),
                        YAML.asYaml(child)));

        // Then
        if (Boolean.getBoolean("golden.regenerate")) {
            regenerate(directory, outputs);
        }
        TreeSet<String> expected = new TreeSet<>(outputs.keySet());
        inputs(directory).map(path -> path.getFileName().toString()).forEach(expected::add);
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.map(path -> path.getFileName().toString()))
                    .as("files of case %s", name)
                    .containsExactlyInAnyOrderElementsOf(expected);
        }
        outputs.forEach(
                (file, yaml) -> assertThat(yaml).as("%s/%s", name, file).isEqualTo(read(directory.resolve(file))));
    }

    private static List<HasMetadata> children(Path directory) {
        List<KerasInferencePolicy> policies = parse(directory, "in-policy.yaml", KerasInferencePolicy.class);
        List<KerasInferenceService> services = parse(directory, "in-service.yaml", KerasInferenceService.class);
        return services.isEmpty()
                ? PolicyChildren.of(policies.getFirst(), "team-a")
                : Children.of(
                                new Target(services.getFirst(), EffectivePolicy.of(policies), INSTALLATION),
                                new LiveConfig(null, Map.of()))
                        .inOrder();
    }

    private static <T> List<T> parse(Path directory, String file, Class<T> type) {
        Path path = directory.resolve(file);
        return Files.exists(path) ? List.of(YAML.unmarshal(read(path), type)) : List.of();
    }

    private static Stream<Path> inputs(Path directory) {
        return Stream.of("in-service.yaml", "in-policy.yaml")
                .map(directory::resolve)
                .filter(Files::exists);
    }

    private static void regenerate(Path directory, Map<String, String> outputs) throws IOException {
        for (Map.Entry<String, String> output : outputs.entrySet()) {
            Files.writeString(directory.resolve(output.getKey()), output.getValue());
        }
    }

    private static String read(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
