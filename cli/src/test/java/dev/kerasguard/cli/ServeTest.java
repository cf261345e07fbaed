package dev.kerasguard.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** kg serve as a user runs it: a process of its own, a real model, real requests, a signal. */
class ServeTest {

    private static final Path DIGITS = Path.of(System.getProperty("kerasguard.root", ".."), "examples/01-digits")
            .normalize();

    private static final Path SAVED_MODEL = Path.of(
                    System.getProperty("kerasguard.root", ".."),
                    "runtime-image/keras/src/test/resources/saved-models/convolution/saved_model")
            .normalize();

    private static final Duration START = Duration.ofMinutes(5);

    @TempDir
    Path folder = Path.of("unset");

    @Test
    void servesTheDigitsUntilASignalAndLeavesNothingBehind() throws Exception {
        Path out = folder.resolve("out");
        Process kg = kg(out, DIGITS.resolve("digits.keras").toString(), "--name", "digits");
        try (HttpClient client = HttpClient.newHttpClient()) {
            // When it is announced
            await().atMost(START)
                    .until(() -> !kg.isAlive() || Files.readString(out).contains("Try it:"));
            String announced = Files.readString(out);
            assertThat(announced).contains("digits is ready: Keras");

            // Then the pasted request is answered
            Process curl = new ProcessBuilder("bash", "-c", pasted(announced)).start();
            JsonNode answer = new ObjectMapper().readTree(curl.getInputStream().readAllBytes());
            assertThat(answer.path("outputs").get(0).path("data")).hasSize(10);

            // And the first protocol answers too
            JsonNode status =
                    new ObjectMapper().readTree(get(client, find(announced, "(http://\\S+/v1/models/digits):predict")));
            assertThat(status.path("model_version_status").get(0).path("state").asText())
                    .isEqualTo("AVAILABLE");

            // When a signal comes
            kg.destroy();

            // Then it ends, with the server's code, and its files are gone
            assertThat(kg.waitFor(5, TimeUnit.MINUTES)).isTrue();
            assertThat(kg.exitValue()).isEqualTo(143);
            try (Stream<Path> left = Files.list(folder.resolve("tmp"))) {
                assertThat(left.filter(p -> p.getFileName().toString().startsWith("kg-serve-")))
                        .isEmpty();
            }
        } finally {
            kg.descendants().forEach(ProcessHandle::destroyForcibly);
            kg.destroyForcibly();
        }
    }

    @Test
    void servesASavedModelDirectoryInBothProtocols() throws Exception {
        Path out = folder.resolve("out");
        Process kg = kg(out, SAVED_MODEL.toString(), "--name", "convolution");
        try (HttpClient client = HttpClient.newHttpClient()) {
            // When it is announced
            await().atMost(START)
                    .until(() -> !kg.isAlive() || Files.readString(out).contains("Try it:"));
            String announced = Files.readString(out);
            assertThat(announced).contains("convolution is ready: SavedModel");

            // Then the pasted request is answered
            Process curl = new ProcessBuilder("bash", "-c", pasted(announced)).start();
            JsonNode v2 = new ObjectMapper().readTree(curl.getInputStream().readAllBytes());
            assertThat(v2.path("outputs").get(0).path("data")).hasSize(2);

            // And the first protocol says the same of the same zeros
            String predict = find(announced, "(http://\\S+/v1/models/convolution:predict)");
            String row = "[[0],[0],[0],[0],[0],[0]]";
            HttpResponse<String> v1 = client.send(
                    HttpRequest.newBuilder(URI.create(predict))
                            .POST(BodyPublishers.ofString("{\"instances\":[[" + (row + ",").repeat(5) + row + "]]}"))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(new ObjectMapper()
                            .readTree(v1.body())
                            .path("predictions")
                            .get(0))
                    .isEqualTo(v2.path("outputs").get(0).path("data"));

            // When a signal comes, then it ends
            kg.destroy();
            assertThat(kg.waitFor(40, TimeUnit.SECONDS)).isTrue();
        } finally {
            kg.descendants().forEach(ProcessHandle::destroyForcibly);
            kg.destroyForcibly();
        }
    }

    private Process kg(Path out, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + Files.createDirectory(folder.resolve("tmp")),
                "-Dkerasguard.server.dir=" + System.getProperty("kerasguard.server.dir"),
                "-Dorg.bytedeco.javacpp.cachedir=" + System.getProperty("org.bytedeco.javacpp.cachedir"),
                "-cp",
                System.getProperty("java.class.path"),
                Kg.class.getName(),
                "serve"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--port", "0", "--management-port", "0"));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
    }

    private static String pasted(String announced) {
        return find(announced, "(?m)^ +(curl .*)$");
    }

    private static String find(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as("%s in %s", pattern, text).isTrue();
        return matcher.group(1);
    }

    private static String get(HttpClient client, String uri) throws Exception {
        HttpResponse<String> response =
                client.send(HttpRequest.newBuilder(URI.create(uri)).build(), BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        return response.body();
    }
}
