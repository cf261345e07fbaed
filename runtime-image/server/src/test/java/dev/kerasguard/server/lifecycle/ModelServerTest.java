package dev.kerasguard.server.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.kerasguard.runtime.config.ModelDigest;
import dev.kerasguard.runtime.config.RuntimeConfig;
import dev.kerasguard.runtime.config.RuntimeConfig.ModelConfig;
import dev.kerasguard.runtime.config.RuntimeConfigFile;
import dev.kerasguard.server.TestConfigs;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The whole server in Quarkus, with the model of the first example. */
@QuarkusTest
@QuarkusTestResource(ModelServerTest.Digits.class)
class ModelServerTest {

    private static final String ROW = "[[0],[0],[0],[0],[0],[0],[0],[0]]";
    private static final String IMAGE = "[" + (ROW + ",").repeat(7) + ROW + "]";

    @TestHTTPResource("/")
    URI service = URI.create("/");

    @TestHTTPResource(value = "/", management = true)
    URI management = URI.create("/");

    private final HttpClient client = HttpClient.newHttpClient();

    private HttpResponse<String> get(URI base, String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(base.resolve(path)).build(), BodyHandlers.ofString());
    }

    @BeforeEach
    void awaitReady() {
        await().atMost(Duration.ofMinutes(2))
                .until(() -> get(management, "/health/ready").statusCode() == 200);
    }

    @Test
    void answersPredictionsOfARealKerasModel() throws Exception {
        // When
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(service.resolve("/v1/models/flowers:predict"))
                        .POST(BodyPublishers.ofString("{\"instances\":[" + IMAGE + "]}"))
                        .build(),
                BodyHandlers.ofString());

        // Then
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).startsWith("{\"predictions\":[[0.");
    }

    @Test
    void tellsTheOperatorWhatItServesAndHowItIs() throws Exception {
        assertThat(get(management, "/health/live").statusCode()).isEqualTo(200);
        assertThat(get(management, "/health/started").statusCode()).isEqualTo(200);
        assertThat(get(management, "/model").body())
                .startsWith("{\"digest\":\"sha256:")
                .contains("\"format\":\"Keras\",\"parameters\":21594,"
                        + "\"inputs\":[{\"name\":\"image\",\"dtype\":\"FP32\",\"shape\":[-1,8,8,1]}]");
        assertThat(get(management, "/metrics").body())
                .contains(
                        "kerasguard_requests_total{code=\"200\",protocol=\"v1\"}",
                        "kerasguard_requests_total{code=\"200\",protocol=\"v2\"} 0.0",
                        "kerasguard_request_duration_seconds_bucket{protocol=\"v1\",le=\"0.005\"}",
                        "kerasguard_refused_total{reason=\"Draining\"} 0.0",
                        "kerasguard_queue_duration_seconds_count",
                        "kerasguard_compute_duration_seconds_count",
                        "kerasguard_batch_rows_bucket{le=\"1.0\"}",
                        "kerasguard_queue_requests 0.0",
                        "kerasguard_model_info{digest=\"sha256:");
    }

    /** A config for the digits, verified by their digest. */
    public static final class Digits implements QuarkusTestResourceLifecycleManager {

        private static final Path MODEL = Path.of("../../examples/01-digits/digits.keras");

        @Override
        public Map<String, String> start() {
            try {
                RuntimeConfig plain = TestConfigs.plain(MODEL);
                ModelConfig model = new ModelConfig(
                        "file:///digits",
                        "Keras",
                        "3",
                        ModelDigest.of(MODEL),
                        1 << 20,
                        List.of(),
                        MODEL.toString(),
                        List.of());
                Path file = Files.createTempFile("runtime", ".json");
                Files.writeString(
                        file,
                        RuntimeConfigFile.write(new RuntimeConfig(
                                plain.service(),
                                plain.namespace(),
                                model,
                                plain.tensorflow(),
                                plain.serving(),
                                plain.rateLimits(),
                                plain.inputs())));
                return Map.of("kerasguard.config", file.toString());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void stop() {}
    }
}
