package dev.kerasguard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

class InspectTest {
    private static final Path ROOT = Path.of(System.getProperty("kerasguard.root", ".."));
    private static final String DIGITS =
            ROOT.resolve("examples/01-digits/digits.keras").toString();

    private static final String CUSTOM = "../runtime-image/keras/src/test/resources/custom/gated/model.keras";

    @TempDir
    Path folder = Path.of("unset");

    @Test
    void aModelIsShownWithItsLayersAndItsNeeds() {
        Run run = Run.kg("inspect", DIGITS);

        assertThat(run.code()).isZero();
        assertThat(run.out())
                .contains("format      Keras, written by Keras 3.", "input       image FP32 [?, 8, 8, 1]")
                .contains("It can be served.")
                .containsPattern(
                        "memory +weights [0-9.]+ KiB; tensors [0-9.]+ KiB for one example, [0-9.]+ [KM]iB for 32")
                .containsPattern("(?m)^layer +class +output +parameters +from$")
                .containsPattern("(?m)^\\S+ +Conv2D +float32\\[\\?, \\d+, \\d+, \\d+] +[\\d,]+ +\\S+$");
    }

    @Test
    void jsonSaysTheSame() throws IOException {
        Run run = Run.kg("inspect", "--json", "--batch-size", "8", DIGITS);

        JsonNode json = new ObjectMapper().readTree(run.out());
        assertThat(json.path("loadable").booleanValue()).isTrue();
        assertThat(json.path("digest").textValue()).startsWith("sha256:");
        assertThat(json.path("memory").path("batchSize").intValue()).isEqualTo(8);
        assertThat(json.path("layers"))
                .allSatisfy(layer -> assertThat(layer.path("outputs")).isNotEmpty());
        long parameters = 0;
        for (JsonNode layer : json.path("layers")) {
            parameters += layer.path("parameters").longValue();
        }
        assertThat(parameters).isEqualTo(json.path("parameters").longValue()).isPositive();
    }

    @Test
    void everyLayerIsDrawn() throws Exception {
        Path svg = folder.resolve("digits.svg");

        Run run = Run.kg("inspect", "--graph", svg.toString(), DIGITS);

        assertThat(run.code()).isZero();
        Document document =
                DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder().parse(svg.toFile());
        NodeList boxes = document.getElementsByTagName("rect");
        JsonNode layers = new ObjectMapper()
                .readTree(Run.kg("inspect", "--json", DIGITS).out())
                .path("layers");
        assertThat(boxes.getLength()).isEqualTo(layers.size()).isGreaterThan(3);
        assertThat(document.getDocumentElement().getTextContent())
                .contains(layers.path(1).path("name").textValue());
    }

    @Test
    void everyLayerThatCannotBeBuiltIsNamed() throws IOException {
        Path file = archive("""
                {"module": "keras", "class_name": "Sequential", "config": {"name": "s", "layers": [
                  {"module": "keras.layers", "class_name": "InputLayer", "config": {"name": "x", "batch_shape": [null, 4]}},
                  {"module": "keras.layers", "class_name": "Fancy", "config": {"name": "one"}},
                  {"module": "keras.layers", "class_name": "Dense", "config": {"name": "two", "units": -3}},
                  {"module": null, "class_name": "Mine", "registered_name": "pkg>Mine", "config": {"name": "three"}}]}}
                """);

        Run run = Run.kg("inspect", file.toString());

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out())
                .contains("refused  LayerNotSupported", "\"one\"", "refused  ConfigInvalid", "\"two\"")
                .contains("refused  CustomObject", "\"three\"", "way out")
                .doesNotContain("It can be served.");
    }

    @Test
    void whatIsNoModelIsRefusedAndNotDrawn() throws IOException {
        Path file = Files.writeString(folder.resolve("m.keras"), "no model");
        Path svg = folder.resolve("m.svg");

        Run run = Run.kg("inspect", "--graph", svg.toString(), file.toString());

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).contains("FormatUnknown");
        assertThat(run.err()).contains("No drawing");
        assertThat(svg).doesNotExist();
    }

    @Test
    void aCustomLayerIsListedWithWhatABuilderWouldReadWhenItIsRefused() throws IOException {
        Run run = Run.kg("inspect", CUSTOM);

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).contains("""
                custom      acme>GatedDense  not allowed
                  where     config.json layers[1] "gated_dense"
                  settings  name trainable dtype units activation
                  weights   gate/vars/0 float32[5, 4]
                            gate/vars/1 float32[4]
                            vars/0 float32[5, 4]
                            vars/1 float32[4]
                            vars/2 float32[4]
                """);
        JsonNode json =
                new ObjectMapper().readTree(Run.kg("inspect", "--json", CUSTOM).out());
        assertThat(json.at("/customObjects/0/registeredName").textValue()).isEqualTo("acme>GatedDense");
        assertThat(json.at("/customObjects/0/weights/0/shape/1").intValue()).isEqualTo(4);
    }

    @Test
    void aCustomLayerThatIsAllowedAndHasNoBuilderIsRefused() {
        Run run = Run.kg("inspect", "--custom-layer", "acme>GatedDense", "--layers", folder.toString(), CUSTOM);

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out())
                .contains("custom      acme>GatedDense  allowed, no builder", "no builder is there for it");
    }

    @Test
    void whatIsNoRegisteredNameIsWrongUsage() {
        Run run = Run.kg("inspect", "--custom-layer", "GatedDense", CUSTOM);

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("--custom-layer", "acme>GatedDense");
    }

    @Test
    void aFolderOfBuildersThatIsNotThereIsWrongUsage() {
        Run run = Run.kg("inspect", "--layers", folder.resolve("none").toString(), CUSTOM);

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("there is no folder");
    }

    private Path archive(String config) throws IOException {
        Path file = folder.resolve("m.keras");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry("metadata.json"));
            zip.write("{\"keras_version\": \"3.15.1\"}".getBytes(StandardCharsets.UTF_8));
            zip.putNextEntry(new ZipEntry("config.json"));
            zip.write(config.getBytes(StandardCharsets.UTF_8));
            zip.putNextEntry(new ZipEntry("model.weights.h5"));
            try (var digits = new ZipFile(DIGITS)) {
                digits.getInputStream(digits.getEntry("model.weights.h5")).transferTo(zip);
            }
        }
        return file;
    }
}
