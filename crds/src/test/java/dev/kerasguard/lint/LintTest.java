package dev.kerasguard.lint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LintTest {

    private static final String SERVICE = """
            apiVersion: kerasguard.dev/v1alpha1
            kind: KerasInferenceService
            metadata: {name: flowers, namespace: vision}
            spec:
              model: {uri: "https://models.example/a.keras", digest: "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"}
              resources: {limits: {cpu: "1", memory: 1Gi}}
            """;
    private static final String POLICY = """
            apiVersion: kerasguard.dev/v1alpha1
            kind: KerasInferencePolicy
            metadata: {name: vision}
            spec: {namespaceSelector: {matchLabels: {tier: gold}}, models: {allowedUriPrefixes: ["https://"]}}
            """;
    private static final String NAMESPACE = """
            apiVersion: v1
            kind: Namespace
            metadata: {name: vision, labels: {tier: gold}}
            """;

    @Test
    void policiesAndNamespacesOfOtherFilesCount() {
        assertThat(lint(SERVICE))
                .extracting(finding -> finding.violation().rule())
                .containsExactly("UriPrefixAllowed");
        assertThat(lint(SERVICE, POLICY, NAMESPACE)).isEmpty();
    }

    @Test
    void findingNamesFileDocumentAndResource() {
        List<Finding> findings = lint(NAMESPACE + "---\n" + SERVICE);

        assertThat(findings).singleElement().satisfies(finding -> {
            assertThat(finding.file()).isEqualTo("file-0.yaml");
            assertThat(finding.document()).isEqualTo(2);
            assertThat(finding.resource()).isEqualTo("KerasInferenceService/flowers");
        });
    }

    @Test
    void schemaIsCheckedBeforeTheRules() {
        String broken =
                SERVICE.replace("memory: 1Gi", "memory: 1Gi, disk: 1Gi") + "  gpu: {count: 0.5}\n  podSpec: {}\n";

        assertThat(lint(broken))
                .extracting(finding -> finding.violation().field())
                .containsExactlyInAnyOrder("spec.resources.limits.disk", "spec.gpu.count", "spec.podSpec");
    }

    @Test
    void fileThatIsNotYamlIsAFinding() {
        assertThat(lint("a: ["))
                .singleElement()
                .satisfies(finding -> assertThat(finding.violation().rule()).isEqualTo("Yaml"));
        assertThat(lint("a: 1\na: 2\n")).hasSize(1);
        assertThat(lint("a: \u0001\n")).hasSize(1);
    }

    @Test
    void documentsOfOtherKindsAreSkippedAndCounted() {
        String others = "kind: ConfigMap\n---\nkind: List\nitems: []\n---\n---\nneither: kind nor spec\n";

        Report report = report(others, SERVICE, POLICY, NAMESPACE);

        assertThat(report.findings()).isEmpty();
        assertThat(report.skipped()).isEqualTo(3);
    }

    private static List<Finding> lint(String... files) {
        return report(files).findings();
    }

    private static Report report(String... files) {
        return Lint.lint(IntStream.range(0, files.length)
                .mapToObj(i -> new Source("file-%d.yaml".formatted(i), files[i]))
                .toList());
    }
}
