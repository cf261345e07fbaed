package dev.kerasguard.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Makes a V2 inference request of random FP32 elements, with the binary tensor extension. */
final class InferRequest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_ELEMENTS = 16 << 20;

    private InferRequest() {}

    /** What the model's metadata call its first input, asked from the server that is to be measured. */
    static String inputName(Endpoint infer, long timeoutMillis) throws IOException {
        String path = infer.path();
        if (!path.endsWith("/infer")) {
            throw new IllegalArgumentException("'" + path + "' is not a V2 path (/v2/models/NAME/infer):"
                    + " give the whole request with --body, or the input's name with --input");
        }
        Endpoint model = infer.at(path.substring(0, path.length() - "/infer".length()));
        try (Connection connection = new Connection(model)) {
            Response response = connection.exchange(RequestBytes.get(model), timeoutMillis);
            JsonNode name = JSON.readTree(response.body()).at("/inputs/0/name");
            if (!response.successful() || !name.isTextual()) {
                throw new IOException("no input's name in the metadata at " + model.path() + " (status "
                        + response.status() + "): give it with --input");
            }
            return name.asText();
        }
    }

    /**
     * A request for one input.
     *
     * @param shape every dimension, the batch first
     * @param low the least element; {@code high} is above all
     */
    static RequestBytes random(
            Endpoint infer, Map<String, String> headers, String input, int[] shape, float low, float high) {
        long elements = 1;
        for (int dimension : shape) {
            elements *= dimension;
            if (dimension < 1 || elements > MAX_ELEMENTS) {
                throw new IllegalArgumentException(
                        "a shape has dimensions from 1, and at most " + MAX_ELEMENTS + " elements in all");
            }
        }
        var random = RandomGenerator.of("L64X128MixRandom");
        ByteBuffer tensor = ByteBuffer.allocate((int) elements * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        while (tensor.hasRemaining()) {
            tensor.putFloat(low + (high - low) * random.nextFloat());
        }
        var root = JSON.createObjectNode();
        var described = root.putArray("inputs").addObject();
        described.put("name", input).put("datatype", "FP32");
        var dimensions = described.putArray("shape");
        for (int dimension : shape) {
            dimensions.add(dimension);
        }
        described.putObject("parameters").put("binary_data_size", tensor.capacity());
        root.putObject("parameters").put("binary_data_output", true);
        byte[] head = root.toString().getBytes(StandardCharsets.UTF_8);
        ByteBuffer body =
                ByteBuffer.allocate(head.length + tensor.capacity()).put(head).put(tensor.flip());
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.put("Content-Type", "application/octet-stream");
        all.put("Inference-Header-Content-Length", Integer.toString(head.length));
        return RequestBytes.post(infer, all, body.array());
    }
}
