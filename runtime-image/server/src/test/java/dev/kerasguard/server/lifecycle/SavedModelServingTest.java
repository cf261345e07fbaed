package dev.kerasguard.server.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kerasguard.keras.ModelLoaders;
import dev.kerasguard.server.TestConfigs;
import dev.kerasguard.server.TestSignatures;
import dev.kerasguard.server.protocol.ExampleRequests;
import dev.kerasguard.server.protocol.ExampleRequests.ExampleRequest;
import dev.kerasguard.server.protocol.ModelCard;
import dev.kerasguard.server.tensor.Datatype;
import dev.kerasguard.server.tensor.HostTensor;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** A SavedModel directory that Keras exported answers over HTTP what Keras answered. */
class SavedModelServingTest {

    private static final Path CASE = Path.of("../keras/src/test/resources/saved-models/convolution");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Offset<Float> TOLERANCE = Offset.offset(1e-4f);

    @Test
    void answersFromASavedModelDirectoryInEveryForm() throws Exception {
        // Given
        JsonNode run = JSON.readTree(CASE.resolve("case.json").toFile()).at("/runs/0");
        byte[] expected = elements(run.at("/outputs/0"));
        try (RunningServer server =
                new RunningServer(TestConfigs.plain(CASE.resolve("saved_model")), ModelLoaders.standard())) {
            String name = JSON.readTree(server.get("/v2/models/flowers").body())
                    .at("/inputs/0/name")
                    .asText();
            for (ExampleRequest request : requests(name, run.at("/inputs/0"))) {

                // When
                HttpResponse<byte[]> response = send(server, request);

                // Then
                assertThat(response.statusCode()).as(request.form()).isEqualTo(200);
                List<Float> answer = floats(
                        switch (request.form()) {
                            case "V2 binary" -> binary(response);
                            case "V2 JSON" ->
                                numbers(JSON.readTree(response.body()).at("/outputs/0/data"));
                            default -> numbers(JSON.readTree(response.body()).at("/predictions/0"));
                        });
                assertThat(answer).as(request.form()).hasSameSizeAs(floats(expected));
                for (int i = 0; i < answer.size(); i++) {
                    assertThat(answer.get(i))
                            .as(request.form())
                            .isCloseTo(floats(expected).get(i), TOLERANCE);
                }
            }
        }
    }

    private static List<ExampleRequest> requests(String name, JsonNode input) {
        byte[] elements = elements(input);
        HostTensor image = new HostTensor(name, Datatype.FP32, new long[] {1, 6, 6, 1}, elements, 0, elements.length);
        ModelCard card = new ModelCard(
                "flowers",
                "3",
                "sha256:0",
                "SavedModel",
                1,
                TestSignatures.of(TestSignatures.tensor(name, Datatype.FP32, -1, 6, 6, 1)));
        return ExampleRequests.of(card, List.of(image));
    }

    private static HttpResponse<byte[]> send(RunningServer server, ExampleRequest request)
            throws IOException, InterruptedException {
        HttpRequest.Builder builder = server.request(request.path())
                .POST(BodyPublishers.ofByteArray(
                        request.body().array(), 0, request.body().length()));
        request.jsonLength()
                .ifPresent(length -> builder.header("Inference-Header-Content-Length", Integer.toString(length)));
        return server.client().send(builder.build(), BodyHandlers.ofByteArray());
    }

    private static byte[] elements(JsonNode array) {
        return Base64.getDecoder().decode(array.path("data").textValue());
    }

    private static byte[] binary(HttpResponse<byte[]> response) {
        int head = Integer.parseInt(
                response.headers().firstValue("Inference-Header-Content-Length").orElseThrow());
        return java.util.Arrays.copyOfRange(response.body(), head, response.body().length);
    }

    private static byte[] numbers(JsonNode list) {
        ByteBuffer bytes = ByteBuffer.allocate(list.size() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        list.forEach(number -> bytes.putFloat((float) number.asDouble()));
        return bytes.array();
    }

    private static List<Float> floats(byte[] elements) {
        ByteBuffer bytes = ByteBuffer.wrap(elements).order(ByteOrder.LITTLE_ENDIAN);
        List<Float> floats = new ArrayList<>();
        while (bytes.hasRemaining()) {
            floats.add(bytes.getFloat());
        }
        return floats;
    }
}
