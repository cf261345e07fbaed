package dev.kerasguard.server.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.kerasguard.runtime.config.RuntimeConfig;
import dev.kerasguard.runtime.config.RuntimeConfig.InputConfig;
import dev.kerasguard.runtime.config.RuntimeConfig.RateLimitConfig;
import dev.kerasguard.server.TestConfigs;
import dev.kerasguard.server.TestModels;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clients see, over real connections and with real TensorFlow. */
class ServingTest {

    private static final String INFER = "/v2/models/flowers/infer";
    private static final String PREDICT = "/v1/models/flowers:predict";
    private static final String ROW = "{\"instances\": [[1, 2, 3]]}";

    @TempDir
    Path models;

    @BeforeEach
    void putAModel() throws Exception {
        Files.writeString(models.resolve("model.keras"), "the graph is made by the test");
    }

    @Test
    void v1AnswersRowsAndColumns() throws Exception {
        try (RunningServer server = new RunningServer(TestConfigs.plain(models), TestModels.linear())) {
            // When
            HttpResponse<String> rows = server.post(PREDICT, "{\"instances\": [[1, 2, 3], {\"x\": [4, 5, 6]}]}");
            HttpResponse<String> columns =
                    server.post("/v1/models/flowers/versions/3:predict", "{\"inputs\": {\"x\": [[1, 2, 3]]}}");

            // Then
            assertThat(rows.body()).isEqualTo("{\"predictions\":[[6.0,10.0],[15.0,40.0]]}");
            assertThat(columns.body()).isEqualTo("{\"outputs\":[[6.0,10.0]]}");
        }
    }

    @Test
    void v2AnswersJsonAndBinaryAlike() throws Exception {
        try (RunningServer server = new RunningServer(TestConfigs.plain(models), TestModels.linear())) {
            // When
            HttpResponse<String> json = server.post(
                    INFER,
                    "{\"id\":\"a\",\"inputs\":[{\"data\":[[1,2,3]],\"name\":\"x\",\"shape\":[1,3],\"datatype\":\"FP32\"}]}");
            HttpResponse<byte[]> binary =
                    server.client().send(binaryRequest(server, 1f, 2f, 3f).build(), BodyHandlers.ofByteArray());

            // Then
            assertThat(json.body())
                    .isEqualTo("{\"model_name\":\"flowers\",\"model_version\":\"3\",\"id\":\"a\",\"outputs\":"
                            + "[{\"name\":\"y\",\"datatype\":\"FP32\",\"shape\":[1,2],\"data\":[6.0,10.0]}]}");
            int head = Integer.parseInt(binary.headers()
                    .firstValue("Inference-Header-Content-Length")
                    .orElseThrow());
            ByteBuffer elements = ByteBuffer.wrap(binary.body()).order(ByteOrder.LITTLE_ENDIAN);
            assertThat(new String(binary.body(), 0, head, StandardCharsets.UTF_8))
                    .isEqualTo("{\"model_name\":\"flowers\",\"model_version\":\"3\",\"outputs\":"
                            + "[{\"name\":\"y\",\"datatype\":\"FP32\",\"shape\":[1,2],"
                            + "\"parameters\":{\"binary_data_size\":8}}]}");
            assertThat(elements.getFloat(head)).isEqualTo(6f);
            assertThat(elements.getFloat(head + 4)).isEqualTo(10f);
        }
    }

    private static java.net.http.HttpRequest.Builder binaryRequest(RunningServer server, float... values) {
        String head = "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,3],\"datatype\":\"FP32\",\"parameters\":"
                + "{\"binary_data_size\":12}}],\"parameters\":{\"binary_data_output\":true}}";
        ByteBuffer elements = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            elements.putFloat(value);
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(head.getBytes(StandardCharsets.UTF_8));
        body.writeBytes(elements.array());
        return server.request(INFER)
                .header("Inference-Header-Content-Length", Integer.toString(head.length()))
                .POST(BodyPublishers.ofByteArray(body.toByteArray()));
    }

    @Test
    void saysWhatItServes() throws Exception {
        try (RunningServer server = new RunningServer(TestConfigs.plain(models), TestModels.linear())) {
            assertThat(server.get("/v2").body()).contains("\"binary_tensor_data\"");
            assertThat(server.get("/v2/health/ready").statusCode()).isEqualTo(200);
            assertThat(server.get("/v2/models/flowers/ready").body())
                    .isEqualTo("{\"name\":\"flowers\",\"ready\":true}");
            assertThat(server.get("/v2/models/flowers").body())
                    .contains("\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[-1,3]}]");
            assertThat(server.get("/v1/models/flowers").body()).contains("\"state\":\"AVAILABLE\"");
            assertThat(server.get("/v1/models/flowers/metadata").body()).contains("\"dtype\":\"DT_FLOAT\"");
            assertThat(server.get("/v2/models/roses").statusCode()).isEqualTo(404);
            assertThat(server.get("/v2/models/flowers/versions/4").statusCode()).isEqualTo(404);
            assertThat(server.get("/").body()).contains("POST /v2/models/{name}/infer");
            assertThat(server.get(PREDICT).statusCode()).isEqualTo(405);
        }
    }

    @Test
    void refusesWhatTheOwnerDoesNotAllowWithAllViolations() throws Exception {
        // Given
        InputConfig bounds = new InputConfig("x", null, null, OptionalDouble.of(0), OptionalDouble.of(255), false);
        RuntimeConfig config =
                TestConfigs.with(models, TestConfigs.serving(Duration.ofSeconds(20), 8), List.of(), List.of(bounds));
        try (RunningServer server = new RunningServer(config, TestModels.linear())) {
            // When
            HttpResponse<String> answer = server.post(PREDICT, "{\"instances\": [[0, 1, 2], [3, 256, 5]]}");

            // Then
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body())
                    .isEqualTo("{\"error\":\"input \\\"x\\\"[1][1]: 256.0 is more than the maximum 255.0\"}");
            assertThat(server.counter("kerasguard.refused", "reason", "InvalidInput"))
                    .isEqualTo(1);
        }
    }

    @Test
    void aFloodingClientIsRefusedWhileAnotherIsServed() throws Exception {
        // Given
        RuntimeConfig config = TestConfigs.with(
                models,
                TestConfigs.serving(Duration.ofSeconds(20), 256),
                List.of(new RateLimitConfig("requests", true, 1, 5)),
                List.of());
        try (RunningServer server = new RunningServer(config, TestModels.linear())) {
            // When
            List<HttpResponse<String>> flood = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                flood.add(server.send(server.request(PREDICT)
                        .header("X-Forwarded-For", "203.0.113.7")
                        .POST(BodyPublishers.ofString(ROW))));
            }
            HttpResponse<String> other = server.send(server.request(PREDICT)
                    .header("X-Forwarded-For", "203.0.113.8")
                    .POST(BodyPublishers.ofString(ROW)));

            // Then
            HttpResponse<String> last = flood.getLast();
            assertThat(flood).filteredOn(r -> r.statusCode() == 200).hasSizeBetween(5, 15);
            assertThat(last.statusCode()).isEqualTo(429);
            assertThat(last.headers().firstValue("Retry-After")).contains("1");
            assertThat(last.headers().firstValue("RateLimit")).contains("\"requests\";r=0;t=1");
            assertThat(last.headers().firstValue("RateLimit-Policy")).contains("\"requests\";q=5;w=5");
            assertThat(last.body()).contains("client 203.0.113.7", "1 requests a second", "try again in 1 s");
            assertThat(other.statusCode()).isEqualTo(200);
        }
    }

    @Test
    void refusesTooLargeABodyFromItsHeadAlone() throws Exception {
        try (RunningServer server = new RunningServer(TestConfigs.plain(models), TestModels.linear());
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            // When: a head that promises 2 MB, and no body
            socket.getOutputStream()
                    .write(("POST " + PREDICT + " HTTP/1.1\r\nHost: a\r\nContent-Length: 2000000\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));

            // Then
            byte[] start = socket.getInputStream().readNBytes(12);
            assertThat(new String(start, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 413");
        }
    }

    @Test
    void aClientThatWritesBeforeItReadsStillSeesWhyItsBodyIsTooLarge() throws Exception {
        try (RunningServer server = new RunningServer(TestConfigs.plain(models), TestModels.linear())) {
            // When
            HttpResponse<String> answer =
                    server.send(server.request(PREDICT).POST(BodyPublishers.ofByteArray(new byte[16 << 20])));

            // Then
            assertThat(answer.statusCode()).isEqualTo(413);
            assertThat(answer.body()).contains("larger than the 1048576 bytes");
        }
    }

    @Test
    void refusesTooLargeABodyOfUnknownLength() throws Exception {
        try (RunningServer server = new RunningServer(TestConfigs.plain(models), TestModels.linear())) {
            // When
            byte[] zeros = new byte[(1 << 20) + 1];
            HttpResponse<String> answer = server.send(server.request(PREDICT)
                    .POST(BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(zeros))));

            // Then
            assertThat(answer.statusCode()).isEqualTo(413);
        }
    }

    @Test
    void aBodyThatDoesNotArriveIsRefusedAtTheDeadline() throws Exception {
        try (RunningServer server = new RunningServer(TestConfigs.plain(models), TestModels.linear());
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            // When: half a body, then silence
            socket.getOutputStream()
                    .write(("POST " + PREDICT
                                    + " HTTP/1.1\r\nHost: a\r\nX-Request-Timeout: 200ms\r\nContent-Length: 20\r\n\r\n{\"inst")
                            .getBytes(StandardCharsets.US_ASCII));

            // Then
            byte[] start = socket.getInputStream().readNBytes(12);
            assertThat(new String(start, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 408");
        }
    }

    @Test
    void aRunIsCancelledAtItsDeadlineAndTheNextRequestIsAnswered() throws Exception {
        try (RunningServer server = new RunningServer(TestConfigs.plain(models), TestModels.slow(1000))) {
            // When: rows that need half a second at least, in a tenth of one
            String rows = "{\"instances\": [[1]" + ",[1]".repeat(127) + "]}";
            HttpResponse<String> hurried = server.send(
                    server.request(PREDICT).header("X-Request-Timeout", "100ms").POST(BodyPublishers.ofString(rows)));

            // Then
            assertThat(hurried.statusCode()).isEqualTo(504);
            assertThat(server.counter("kerasguard.refused", "reason", "TimedOut"))
                    .isEqualTo(1);
            assertThat(server.post(PREDICT, "{\"instances\": [[1]]}").statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void refusesWhenTheQueueIsFullAndSaysWhenToRetry() throws Exception {
        // Given
        RuntimeConfig config =
                TestConfigs.with(models, TestConfigs.serving(Duration.ofSeconds(30), 1), List.of(), List.of());
        try (RunningServer server = new RunningServer(config, TestModels.slow(1000))) {
            // When
            List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                answers.add(server.client()
                        .sendAsync(
                                server.request(PREDICT)
                                        .POST(BodyPublishers.ofString("{\"instances\": [[1]]}"))
                                        .build(),
                                BodyHandlers.ofString()));
            }
            List<HttpResponse<String>> got =
                    answers.stream().map(CompletableFuture::join).toList();

            // Then
            assertThat(got)
                    .extracting(HttpResponse::statusCode)
                    .contains(200, 503)
                    .doesNotContain(500, 504);
            HttpResponse<String> refused =
                    got.stream().filter(r -> r.statusCode() == 503).findFirst().orElseThrow();
            assertThat(refused.headers().firstValue("Retry-After").orElseThrow())
                    .matches("[1-9][0-9]*");
            assertThat(refused.body()).contains("the queue is full");
        }
    }

    @Test
    void batchesFormWhileTheExecutorIsBusy() throws Exception {
        try (RunningServer server = new RunningServer(TestConfigs.plain(models), TestModels.slow(1000))) {
            // When
            List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
            for (int i = 0; i < 9; i++) {
                answers.add(server.client()
                        .sendAsync(
                                server.request(PREDICT)
                                        .POST(BodyPublishers.ofString("{\"instances\": [[" + i + "]]}"))
                                        .build(),
                                BodyHandlers.ofString()));
            }
            answers.forEach(a -> assertThat(a.join().statusCode()).isEqualTo(200));

            // Then
            assertThat(server.registry.get("kerasguard.batch.rows").summary().max())
                    .isGreaterThan(1);
            assertThat(server.registry.get("kerasguard.batch.rows").summary().count())
                    .isLessThan(9);
        }
    }

    @Test
    void aClientThatLeavesMakesRoomInTheQueue() throws Exception {
        try (RunningServer server = new RunningServer(TestConfigs.plain(models), TestModels.slow(1000))) {
            // Given: a request that takes many runs, and one that waits behind it
            CompletableFuture<HttpResponse<String>> running = postManyRows(server);
            await().pollInterval(Duration.ofMillis(2)).until(() -> dispatched(server) == 1);
            String body = "{\"instances\": [[2]]}";
            Socket leaver = new Socket(InetAddress.getLoopbackAddress(), server.port());
            leaver.getOutputStream()
                    .write(("POST " + PREDICT + " HTTP/1.1\r\nHost: a\r\nContent-Length: " + body.length() + "\r\n\r\n"
                                    + body)
                            .getBytes(StandardCharsets.US_ASCII));
            await().pollInterval(Duration.ofMillis(2)).until(() -> queued(server) == 1);

            // When
            leaver.close();

            // Then
            await().pollInterval(Duration.ofMillis(2)).until(() -> queued(server) == 0);
            assertThat(dispatched(server)).isEqualTo(1);
            assertThat(running.join().statusCode()).isEqualTo(200);
        }
    }

    private static CompletableFuture<HttpResponse<String>> postManyRows(RunningServer server) {
        String rows = "[1]" + ",[1]".repeat(127);
        return server.client()
                .sendAsync(
                        server.request(PREDICT)
                                .POST(BodyPublishers.ofString("{\"instances\": [" + rows + "]}"))
                                .build(),
                        BodyHandlers.ofString());
    }

    private static long dispatched(RunningServer server) {
        return server.registry.get("kerasguard.queue.duration").timer().count();
    }

    private static double queued(RunningServer server) {
        return server.registry.get("kerasguard.queue.requests").gauge().value();
    }

    @Test
    void leavingAnswersAndAsksClientsToCloseTheirConnections() throws Exception {
        try (RunningServer server = new RunningServer(TestConfigs.plain(models), TestModels.slow(1000))) {
            // When
            server.traffic.leave();
            HttpResponse<String> answer = server.post(PREDICT, "{\"instances\": [[1]]}");

            // Then
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Connection")).contains("close");
            assertThat(server.get("/v2/health/ready").statusCode()).isEqualTo(503);
        }
    }

    @Test
    void drainingRefusesNewRequestsAndLosesNone() throws Exception {
        try (RunningServer server = new RunningServer(TestConfigs.plain(models), TestModels.slow(1000))) {
            // Given: one that runs, and two that wait
            List<CompletableFuture<HttpResponse<String>>> taken = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                taken.add(postManyRows(server));
            }
            await().pollInterval(Duration.ofMillis(2)).until(() -> dispatched(server) == 1 && queued(server) == 2);

            // When
            server.traffic.drain();
            HttpResponse<String> late = server.post(PREDICT, "{\"instances\": [[1]]}");
            boolean quiet = server.traffic.awaitQuiet(Duration.ZERO, Duration.ofSeconds(20));

            // Then
            assertThat(late.statusCode()).isEqualTo(503);
            assertThat(late.headers().firstValue("Connection")).contains("close");
            assertThat(quiet).isTrue();
            taken.forEach(a -> assertThat(a.join().statusCode()).isEqualTo(200));
            assertThat(server.get("/v2/health/ready").statusCode()).isEqualTo(503);
            assertThat(server.counter("kerasguard.refused", "reason", "Draining"))
                    .isEqualTo(1);
        }
    }
}
