package dev.kerasguard.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void loadPrintsItsSummaryAsTheLastLine() throws Exception {
        // Given
        try (var server = new ScriptedServer((number, head, body) -> ScriptedServer.OK)) {
            // When
            int status =
                    bench("load", "--url", server.url("/"), "--rate", "500", "--duration", "200ms", "--timeout", "5m");

            // Then
            assertThat(status).isZero();
            JsonNode summary = new ObjectMapper().readTree(out.toString());
            assertThat(summary.get("ok").asLong())
                    .isPositive()
                    .isEqualTo(summary.get("sent").asLong());
            assertThat(summary.at("/by_status/200").asLong())
                    .isEqualTo(summary.get("ok").asLong());
            assertThat(summary.at("/latency_ms/p50").isNumber()).isTrue();
        }
    }

    @Test
    void aClosedLoopIsASeriesOfAnsweredRequests() throws Exception {
        // Given
        try (var server = new ScriptedServer((number, head, body) -> ScriptedServer.OK)) {
            // When
            int status =
                    bench("load", "--url", server.url("/"), "--closed", "2", "--duration", "200ms", "--timeout", "5m");

            // Then nothing but answers, and no more than two connections
            assertThat(status).isZero();
            JsonNode summary = new ObjectMapper().readTree(out.toString());
            assertThat(summary.get("sent").asLong())
                    .isEqualTo(server.requests.get())
                    .isEqualTo(summary.get("ok").asLong());
            assertThat(server.connections.get()).isLessThanOrEqualTo(2);
        }
    }

    @Test
    void aShapeBecomesABinaryRequestForTheInputThatTheServerNames() throws Exception {
        // Given a server with the metadata of one model
        var seen = new AtomicReference<>("");
        String metadata = "{\"name\":\"digits\",\"inputs\":[{\"name\":\"image\",\"datatype\":\"FP32\"}]}";
        try (var server = new ScriptedServer((number, head, body) -> {
            if (head.startsWith("GET /v2/models/digits ")) {
                return "HTTP/1.1 200 OK\r\nContent-Length: " + metadata.length() + "\r\n\r\n" + metadata;
            }
            seen.set(head.toLowerCase(Locale.ROOT) + new String(body, StandardCharsets.ISO_8859_1));
            return ScriptedServer.OK;
        })) {
            // When
            int status = bench("probe", "--url", server.url("/v2/models/digits/infer"), "--shape", "1,8,8,1");

            // Then
            assertThat(status).isZero();
            assertThat(out.toString()).startsWith("status 200, ").contains("ok");
            assertThat(seen.get())
                    .startsWith("post /v2/models/digits/infer http/1.1\r\n")
                    .contains("\"name\":\"image\"", "\"shape\":[1,8,8,1]", "\"binary_data_size\":256");
            int header =
                    Integer.parseInt(seen.get().replaceAll("(?s).*inference-header-content-length: (\\d+).*", "$1"));
            int length = Integer.parseInt(seen.get().replaceAll("(?s).*\\r\\ncontent-length: (\\d+).*", "$1"));
            assertThat(length - header).isEqualTo(256);
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            --url http://localhost:1/ --rate 10 --duration 61m    | at most 60m
            --url http://localhost:1/ --rate 10 --duration 1h     | write 500ms, 30s or 5m
            --url http://localhost:1/ --closed 5000               | --closed is from 1 to 1024
            --url http://localhost:1/ --rate 0                    | --rate is above 0
            --url http://localhost:1/ --rate 10 --closed 1        | mutually exclusive
            --url https://localhost:1/ --rate 10                  | give http://host:port/path, without user or TLS
            --url http://me@localhost:1/ --rate 10                | without user
            --url http://localhost:1/ --rate 10 --shape 1,8       | give the whole request with --body
            --url http://localhost:1/ --rate 10 --input x --shape 0 | dimensions from 1
            """)
    void whatCannotBeMeasuredIsRefusedWithTheReason(String arguments, String reason) {
        // When
        int status = bench(("load " + arguments).split(" ", -1));

        // Then
        assertThat(status).isNotZero();
        assertThat(err.toString()).contains(reason);
        assertThat(out.toString()).isEmpty();
    }

    private int bench(String... arguments) {
        return Bench.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
