package dev.kerasguard.schema;

import dev.kerasguard.api.v1alpha1.KerasInferencePolicy;
import dev.kerasguard.api.v1alpha1.KerasInferencePolicySpec;
import dev.kerasguard.api.v1alpha1.KerasInferencePolicyStatus;
import dev.kerasguard.api.v1alpha1.KerasInferenceService;
import dev.kerasguard.api.v1alpha1.KerasInferenceServiceSpec;
import dev.kerasguard.api.v1alpha1.KerasInferenceServiceStatus;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The CRDs of both resources: what the generator makes of the records, finished by {@link SchemaFinish}. */
final class Crds {

    private Crds() {}

    /** Both CRDs, by name. */
    static List<CustomResourceDefinition> generate(Comments comments) {
        List<CustomResourceDefinition> crds = new ArrayList<>();
        new CRDGenerator()
                .customResourceClasses(KerasInferenceService.class, KerasInferencePolicy.class)
                .forCRDVersions("v1")
                .withOutput(new Discarded())
                .withPostProcessor(new CRDPostProcessor() {
                    @Override
                    public HasMetadata process(HasMetadata crd, String version) {
                        crds.add(finished((CustomResourceDefinition) crd, comments));
                        return crd;
                    }
                })
                .detailedGenerate();
        crds.sort(Comparator.comparing(crd -> crd.getMetadata().getName()));
        return crds;
    }

    private static CustomResourceDefinition finished(CustomResourceDefinition crd, Comments comments) {
        boolean service = crd.getSpec().getNames().getKind().equals(HasMetadata.getKind(KerasInferenceService.class));
        Class<?> type = service ? KerasInferenceService.class : KerasInferencePolicy.class;
        CustomResourceDefinitionVersion version = crd.getSpec().getVersions().getFirst();
        JSONSchemaProps root = version.getSchema().getOpenAPIV3Schema();
        root.setDescription(comments.about(type.getSimpleName()).orElseThrow());
        SchemaFinish finish = new SchemaFinish(comments);
        finish.apply(
                Objects.requireNonNull(root.getProperties().get("spec")),
                service ? KerasInferenceServiceSpec.class : KerasInferencePolicySpec.class);
        finish.apply(
                Objects.requireNonNull(root.getProperties().get("status")),
                service ? KerasInferenceServiceStatus.class : KerasInferencePolicyStatus.class);
        root.setRequired(List.of("spec"));
        version.setAdditionalPrinterColumns(inOrder(type, version.getAdditionalPrinterColumns()));
        return crd;
    }

    // The generator sorts columns by their path; the annotations stand in the order that readers want.
    private static List<CustomResourceColumnDefinition> inOrder(
            Class<?> type, List<CustomResourceColumnDefinition> columns) {
        List<String> names = Stream.of(type.getAnnotationsByType(AdditionalPrinterColumn.class))
                .map(AdditionalPrinterColumn::name)
                .toList();
        return columns.stream()
                .sorted(Comparator.comparingInt(column -> names.indexOf(column.getName())))
                .toList();
    }

    /** The generator insists on writing; the finished CRD is taken before. */
    private static final class Discarded implements CRDGenerator.CRDOutput<OutputStream> {
        @Override
        public OutputStream outputFor(String crdName) {
            return new ByteArrayOutputStream();
        }

        @Override
        public URI crdURI(String crdName) {
            return URI.create("file:///" + crdName);
        }

        @Override
        public void close() {}
    }
}
