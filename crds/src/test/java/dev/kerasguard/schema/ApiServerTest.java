package dev.kerasguard.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kerasguard.api.v1alpha1.KerasInferenceService;
import dev.kerasguard.lint.StoredForm;
import dev.kerasguard.testing.ApiServer;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The committed CRDs in a real API server: what it stores, what it refuses, and what kubectl prints. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApiServerTest {

    private static final Path CRDS = Path.of("../deploy/base/crds");
    private static final Path EXAMPLES = Path.of("src/test/resources/schema");
    private static final String EXPECT = "# expect: ";

    private final ApiServer server = ApiServer.start();
    private final KubernetesClient client = server.admin();
    private final KubernetesSerialization serialization = new KubernetesSerialization();

    @BeforeAll
    void install() {
        files(CRDS)
                .filter(file -> file.toString().endsWith("kerasguard.dev.yaml"))
                .forEach(server::install);
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void crdIsStructuralAndItsNamesAreAccepted() {
        var crds =
                client.apiextensions().v1().customResourceDefinitions().list().getItems();
        assertThat(crds)
                .hasSize(2)
                .allSatisfy(crd -> assertThat(crd.getStatus().getConditions())
                        .filteredOn(condition -> condition.getType().equals("NonStructuralSchema"))
                        .isEmpty());
    }

    @TestFactory
    Stream<DynamicTest> validExamplesAreStored() {
        return files(EXAMPLES.resolve("valid"))
                .map(file -> test(
                        file,
                        () -> assertThat(client.resource(read(file))
                                        .inNamespace("default")
                                        .dryRun()
                                        .create())
                                .isNotNull()));
    }

    @TestFactory
    Stream<DynamicTest> invalidExamplesAreRefusedWithTheMessageThatTheyExpect() {
        return files(EXAMPLES.resolve("invalid"))
                .map(file -> test(file, () -> {
                    String expected = Files.readAllLines(file).getFirst();
                    assertThat(expected).startsWith(EXPECT);
                    assertThatThrownBy(() -> client.resource(read(file))
                                    .inNamespace("default")
                                    .dryRun()
                                    .create())
                            .isInstanceOf(KubernetesClientException.class)
                            .hasMessageContaining(expected.substring(EXPECT.length()));
                }));
    }

    @Test
    void minimalSpecIsStoredWithEveryDefault() {
        KerasInferenceService minimal =
                serialization.unmarshal(read(EXAMPLES.resolve("valid/minimal.yaml")), KerasInferenceService.class);

        KerasInferenceService stored =
                client.resource(minimal).inNamespace("default").dryRun().create();

        JsonNode spec = serialization.convertValue(stored.getSpec(), JsonNode.class);
        assertThat(spec.at("/model/format").asText()).isEqualTo("Auto");
        assertThat(spec.at("/serving/timeout").asText()).isEqualTo("2s");
        assertThat(spec.at("/serving/payload/maxBytes").asText()).isEqualTo("16Mi");
        assertThat(spec.at("/scaling/metrics/0/target").asInt()).isEqualTo(70);
        assertThat(spec.at("/anomalyDetection/sensitivity").asText()).isEqualTo("Normal");
    }

    @TestFactory
    Stream<DynamicTest> storedFormIsWhatTheApiServerStores() {
        return Stream.of("minimal", "complete")
                .map(name -> DynamicTest.dynamicTest(name, () -> {
                    KerasInferenceService given = serialization.unmarshal(
                            read(EXAMPLES.resolve("valid/" + name + ".yaml")), KerasInferenceService.class);
                    KerasInferenceService stored = client.resource(given)
                            .inNamespace("default")
                            .dryRun()
                            .create();
                    assertThat(serialization.convertValue(StoredForm.of(given).getSpec(), JsonNode.class))
                            .isEqualTo(serialization.convertValue(stored.getSpec(), JsonNode.class));
                }));
    }

    @Test
    void unknownFieldsArePruned() {
        String yaml = read(EXAMPLES.resolve("valid/minimal.yaml")) + "  podSpec: {hostNetwork: true}\n";

        HasMetadata stored =
                client.resource(yaml).inNamespace("default").dryRun().create();

        assertThat(serialization.asYaml(stored)).doesNotContain("hostNetwork");
    }

    @Test
    void kubectlListsServicesByTheirShortNamesWithTheColumnsOfTheDesign(@TempDir Path folder) throws Exception {
        Path kubeconfig = Files.writeString(folder.resolve("kubeconfig"), server.kubeconfig());
        client.namespaces()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName("kubectl")
                        .endMetadata()
                        .build())
                .create();
        client.resource(read(EXAMPLES.resolve("valid/minimal.yaml")))
                .inNamespace("kubectl")
                .create();

        List<String> wide = kubectl(kubeconfig, "get", "inferenceservices", "-n", "kubectl", "-o", "wide");
        List<String> narrow = kubectl(kubeconfig, "get", "kis", "-n", "kubectl");
        List<String> all = kubectl(kubeconfig, "get", "all", "-n", "kubectl");

        assertThat(narrow.getFirst().split("\\s+"))
                .containsExactly("NAME", "READY", "REASON", "VERSION", "REPLICAS", "P99", "RPS", "ANOMALY", "AGE");
        assertThat(wide.getFirst().split("\\s+")).endsWith("AGE", "URL", "DIGEST");
        assertThat(narrow.get(1)).startsWith("flowers");
        assertThat(all).anyMatch(line -> line.startsWith("kerasinferenceservice.kerasguard.dev/flowers"));
        assertThat(kubectl(kubeconfig, "scale", "kis/flowers", "--replicas=2", "-n", "kubectl"))
                .containsExactly("kerasinferenceservice.kerasguard.dev/flowers scaled");
        assertThat(kubectl(kubeconfig, "explain", "kis.spec.model.uri"))
                .anyMatch(line -> line.contains("pvc://claim/path"));
    }

    private static List<String> kubectl(Path kubeconfig, String... arguments) throws IOException, InterruptedException {
        Path binary = Path.of(
                System.getProperty("kube-api-test.dir"),
                "k8s",
                System.getProperty("kubernetes.version") + "-linux-amd64",
                "kubectl");
        Process process = new ProcessBuilder(Stream.concat(
                                Stream.of(binary.toString(), "--kubeconfig", kubeconfig.toString()),
                                Stream.of(arguments))
                        .toList())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output.lines().toList();
    }

    private static DynamicTest test(Path file, org.junit.jupiter.api.function.Executable body) {
        return DynamicTest.dynamicTest(file.getFileName().toString(), body);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Path> files(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
