package dev.kerasguard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class AnnouncementTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static String announced(String inputs) throws IOException {
        JsonNode model = JSON.readTree("""
                {"digest": "sha256:ab", "format": "Keras", "parameters": 7, "inputs": %s, "outputs": []}""".formatted(inputs));
        return new Announcement("digits", "http://127.0.0.1:8080", "http://127.0.0.1:9090").of(model);
    }

    @Test
    void aSmallModelsExampleIsPlainJsonOfTheRightShape() throws IOException {
        String text = announced("""
                [{"name": "image", "dtype": "FP32", "shape": [-1, 2, 2, 1]}]""");

        Matcher data = Pattern.compile("-d '(.*)'").matcher(text);
        assertThat(data.find()).isTrue();
        assertThat(JSON.readTree(data.group(1))).isEqualTo(JSON.readTree("""
                {"inputs": [{"name": "image", "datatype": "FP32", "shape": [1, 2, 2, 1], "data": [0, 0, 0, 0]}]}"""));
        assertThat(text).contains("http://127.0.0.1:8080/v2/models/digits/infer", "http://127.0.0.1:9090/metrics");
    }

    @Test
    void aLargeModelsExampleSendsBytesThatItsOwnHeaderCounts() throws Exception {
        String text = announced("""
                [{"name": "image", "dtype": "FP32", "shape": [-1, 224, 224, 3]}]""");

        Matcher command = Pattern.compile("(?m)^ +(\\(printf .*)\\| curl (.*)$").matcher(text);
        assertThat(command.find()).isTrue();
        Process shell = new ProcessBuilder("bash", "-c", command.group(1)).start();
        byte[] body = shell.getInputStream().readAllBytes();
        assertThat(shell.waitFor(2, TimeUnit.MINUTES)).isTrue();
        Matcher length =
                Pattern.compile("Inference-Header-Content-Length: ([0-9]+)").matcher(command.group(2));
        assertThat(length.find()).isTrue();
        int head = Integer.parseInt(length.group(1));
        assertThat(body).hasSize(head + 224 * 224 * 3 * 4);
        JsonNode input = JSON.readTree(new String(body, 0, head, StandardCharsets.UTF_8))
                .path("inputs")
                .get(0);
        assertThat(input.path("parameters").path("binary_data_size").asInt()).isEqualTo(224 * 224 * 3 * 4);
    }
}
