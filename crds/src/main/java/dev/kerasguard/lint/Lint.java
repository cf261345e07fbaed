package dev.kerasguard.lint;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kerasguard.api.v1alpha1.KerasInferencePolicy;
import dev.kerasguard.api.v1alpha1.KerasInferenceService;
import dev.kerasguard.rules.SpecValidation;
import dev.kerasguard.rules.Violation;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Says what a cluster would refuse, from files alone: the CRD's schema first, then the rules on what would be stored.
 * Policies and namespaces that stand in the same files count, as if they had been applied before.
 */
public final class Lint {

    private static final String POLICY = "KerasInferencePolicy";
    private static final String SERVICE = "KerasInferenceService";
    private static final String NAMESPACE = "Namespace";

    private final KubernetesSerialization serialization = new KubernetesSerialization();
    private final Schema serviceSchema = Schema.of(KerasInferenceService.class);
    private final Schema policySchema = Schema.of(KerasInferencePolicy.class);
    private final List<Document> documents;

    private Lint(List<Document> documents) {
        this.documents = documents;
    }

    /**
     * Looks at files; documents of other kinds than services, policies and namespaces are skipped.
     *
     * @param sources files that belong together
     */
    public static Report lint(List<Source> sources) {
        List<Documents> read = sources.stream().map(Documents::of).toList();
        Lint lint = new Lint(read.stream()
                .flatMap(documents -> documents.readable().stream())
                .toList());
        Stream<Finding> unreadable = read.stream().flatMap(documents -> documents.findings().stream());
        return new Report(Stream.concat(unreadable, lint.findings()).toList(), lint.skipped());
    }

    private int skipped() {
        Set<String> used = Set.of(SERVICE, POLICY, NAMESPACE);
        return (int) documents.stream()
                .filter(document -> !used.contains(document.kind()))
                .count();
    }

    private Stream<Finding> findings() {
        List<KerasInferencePolicy> policies = documents.stream()
                .filter(document -> document.kind().equals(POLICY))
                .filter(document ->
                        SchemaCheck.violations(policySchema, document.tree()).isEmpty())
                .map(document -> stored(document, policySchema, KerasInferencePolicy.class))
                .toList();
        return documents.stream()
                .flatMap(document -> violations(document, policies).stream().map(document::finding));
    }

    private List<Violation> violations(Document document, List<KerasInferencePolicy> policies) {
        return switch (document.kind()) {
            case SERVICE -> {
                List<Violation> schema = SchemaCheck.violations(serviceSchema, document.tree());
                yield schema.isEmpty()
                        ? SpecValidation.validate(
                                null,
                                stored(document, serviceSchema, KerasInferenceService.class),
                                policies,
                                labelsOf(document.namespace()))
                        : schema;
            }
            case POLICY -> {
                List<Violation> schema = SchemaCheck.violations(policySchema, document.tree());
                yield schema.isEmpty()
                        ? SpecValidation.validate(null, stored(document, policySchema, KerasInferencePolicy.class))
                        : schema;
            }
            default -> List.of();
        };
    }

    private <T extends CustomResource<?, ?>> T stored(Document document, Schema schema, Class<T> type) {
        return serialization.convertValue(schema.withDefaults(document.tree()), type);
    }

    private Map<String, String> labelsOf(String namespace) {
        Map<String, String> labels = new HashMap<>(Map.of("kubernetes.io/metadata.name", namespace));
        documents.stream()
                .filter(document ->
                        document.kind().equals(NAMESPACE) && document.name().equals(namespace))
                .map(document -> document.tree().path("metadata").path("labels"))
                .flatMap(given -> given.properties().stream())
                .forEach((Map.Entry<String, JsonNode> label) ->
                        labels.put(label.getKey(), label.getValue().asText()));
        return labels;
    }
}
