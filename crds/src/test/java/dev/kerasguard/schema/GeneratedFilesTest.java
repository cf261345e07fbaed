package dev.kerasguard.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The committed CRDs and reference pages are what the records and the rules say; regenerates them when asked. */
class GeneratedFilesTest {

    private static final String COMMAND = "mvn -pl crds test -Dtest=GeneratedFilesTest -Dkerasguard.regenerate=true";
    private static final Path ROOT = Path.of("..");

    @TestFactory
    Stream<DynamicTest> generatedFilesAreWhatTheSourcesSay() throws IOException {
        return generated().entrySet().stream()
                .map(file -> DynamicTest.dynamicTest(file.getKey().toString(), () -> {
                    if (Boolean.getBoolean("kerasguard.regenerate")) {
                        Files.createDirectories(file.getKey().getParent());
                        Files.writeString(file.getKey(), file.getValue());
                    }
                    assertThat(Files.readString(file.getKey()))
                            .as("%s is out of date; regenerate it with: %s", file.getKey(), COMMAND)
                            .isEqualTo(file.getValue());
                }));
    }

    private static Map<Path, String> generated() throws IOException {
        Comments api = Comments.of(Path.of("src/main/java/dev/kerasguard/api/v1alpha1"));
        KubernetesSerialization yaml = new KubernetesSerialization();
        Map<Path, String> files = new TreeMap<>();
        List<CustomResourceDefinition> crds = Crds.generate(api);
        for (CustomResourceDefinition crd : crds) {
            String name = crd.getMetadata().getName();
            String plural = crd.getSpec().getNames().getPlural();
            files.put(
                    ROOT.resolve("deploy/base/crds").resolve(plural + ".kerasguard.dev.yaml"),
                    "# Generated from the records in crds/src/main; change those. " + COMMAND + "\n"
                            + yaml.asYaml(crd));
            assertThat(name).isEqualTo(plural + ".kerasguard.dev");
        }
        Path apiPage = ROOT.resolve("docs/api.md");
        files.put(apiPage, handWritten(apiPage) + ReferencePages.api(crds));
        Path rulesPage = ROOT.resolve("docs/rules.md");
        Comments rules = Comments.of(Path.of("src/main/java/dev/kerasguard/rules"));
        files.put(rulesPage, handWritten(rulesPage) + ReferencePages.rules(rules));
        return files;
    }

    private static String handWritten(Path page) throws IOException {
        String text = Files.readString(page);
        return text.substring(0, text.indexOf(ReferencePages.MARKER) + ReferencePages.MARKER.length());
    }
}
