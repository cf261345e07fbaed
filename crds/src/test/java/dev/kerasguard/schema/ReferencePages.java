package dev.kerasguard.schema;

import dev.kerasguard.rules.Rule;
import dev.kerasguard.rules.Rules;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The generated halves of the reference pages; what stands above the marker in a page is written by hand. */
final class ReferencePages {

    /** Below this line, a page is generated. */
    static final String MARKER = "<!-- Generated from here on. -->\n";

    private ReferencePages() {}

    /** Every field of both resources, two levels deep per table row's path. */
    static String api(List<CustomResourceDefinition> crds) {
        return crds.stream()
                .map(crd -> {
                    JSONSchemaProps root =
                            crd.getSpec().getVersions().getFirst().getSchema().getOpenAPIV3Schema();
                    List<String> rows = new ArrayList<>();
                    rows(rows, "spec", root, "spec");
                    rows(rows, "status", root, "status");
                    return "\n## %s\n\n%s\n\n| field | type | default | what it is |\n|---|---|---|---|\n%s\n"
                            .formatted(
                                    crd.getSpec().getNames().getKind(), root.getDescription(), String.join("\n", rows));
                })
                .collect(Collectors.joining());
    }

    private static void rows(List<String> rows, String path, JSONSchemaProps parent, String name) {
        JSONSchemaProps field = Objects.requireNonNull(parent.getProperties().get(name));
        // Kubernetes' own types have no Javadoc here; their reference is Kubernetes'.
        if (field.getDescription() == null) {
            return;
        }
        boolean required = parent.getRequired() != null && parent.getRequired().contains(name);
        rows.add("| `%s` | %s | %s | %s |"
                .formatted(path, type(field), required ? "required" : shownDefault(field), field.getDescription()));
        JSONSchemaProps inner =
                field.getItems() == null ? field : field.getItems().getSchema();
        String innerPath = field.getItems() == null ? path : path + "[]";
        if (inner.getProperties() != null) {
            inner.getProperties().keySet().forEach(child -> rows(rows, innerPath + "." + child, inner, child));
        }
    }

    private static String type(JSONSchemaProps field) {
        if (Boolean.TRUE.equals(field.getXKubernetesIntOrString())) {
            return "quantity";
        }
        String range = Stream.of(
                        Optional.ofNullable(field.getMinimum()).map(min -> ">= %.0f".formatted(min)),
                        Optional.ofNullable(field.getMaximum()).map(max -> "<= %.0f".formatted(max)))
                .flatMap(Optional::stream)
                .collect(Collectors.joining(", "));
        return range.isEmpty() ? field.getType() : field.getType() + ", " + range;
    }

    private static String shownDefault(JSONSchemaProps field) {
        return field.getDefault() == null ? "" : "`%s`".formatted(field.getDefault());
    }

    /** Every rule with its reason. */
    static String rules(Comments comments) {
        return "\n## Rules of a KerasInferenceService\n\n"
                + rules(comments, Rules.services().stream().map(Rule::name))
                + "\n## Rules of a KerasInferencePolicy\n\n"
                + rules(comments, Rules.policies().stream().map(Rule::name));
    }

    private static String rules(Comments comments, Stream<String> names) {
        return "| rule | why |\n|---|---|\n"
                + names.map(name -> "| `%s` | %s |\n"
                                .formatted(name, comments.about(name).orElseThrow()))
                        .collect(Collectors.joining());
    }
}
