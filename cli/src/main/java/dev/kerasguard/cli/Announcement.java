package dev.kerasguard.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What is printed once a server answers: where it is, and a request that can be pasted. */
record Announcement(String name, String url, String managementUrl) {

    /** Beyond this many elements zeros are sent as bytes, because nobody wants to paste them. */
    private static final int MAX_SHOWN = 256;

    private static final Map<String, Integer> BYTES = Map.ofEntries(
            Map.entry("BOOL", 1),
            Map.entry("INT8", 1),
            Map.entry("UINT8", 1),
            Map.entry("INT16", 2),
            Map.entry("UINT16", 2),
            Map.entry("FP16", 2),
            Map.entry("BF16", 2),
            Map.entry("INT32", 4),
            Map.entry("UINT32", 4),
            Map.entry("FP32", 4),
            Map.entry("INT64", 8),
            Map.entry("UINT64", 8),
            Map.entry("FP64", 8));

    /** @param model as the management port's {@code /model} gives it */
    String of(JsonNode model) {
        return """

                %s is ready: %s, %s parameters, %s
                  requests    %s/v2/models/%s/infer
                              %s/v1/models/%s:predict
                  metrics     %s/metrics
                Try it:
                  %s
                Ctrl-C stops it.
                """.formatted(
                        name,
                        model.path("format").asText(),
                        model.path("parameters").asText(),
                        model.path("digest").asText(),
                        url,
                        name,
                        url,
                        name,
                        managementUrl,
                        curl(model.path("inputs")));
    }

    private String curl(JsonNode inputs) {
        boolean small = true;
        for (JsonNode input : inputs) {
            small &= elements(input) <= MAX_SHOWN;
        }
        return small ? json(inputs) : binary(inputs);
    }

    private String json(JsonNode inputs) {
        StringJoiner tensors = new StringJoiner(",");
        for (JsonNode input : inputs) {
            String zero = switch (input.path("dtype").asText()) {
                case "BYTES" -> "\"\"";
                case "BOOL" -> "false";
                default -> "0";
            };
            String data = IntStream.range(0, (int) elements(input))
                    .mapToObj(i -> zero)
                    .collect(Collectors.joining(","));
            tensors.add(head(input) + ",\"data\":[" + data + "]}");
        }
        return "curl -s %s/v2/models/%s/infer -H 'Content-Type: application/json' -d '{\"inputs\":[%s]}'"
                .formatted(url, name, tensors);
    }

    private String binary(JsonNode inputs) {
        StringJoiner tensors = new StringJoiner(",");
        long total = 0;
        for (JsonNode input : inputs) {
            long bytes =
                    elements(input) * BYTES.getOrDefault(input.path("dtype").asText(), 1);
            total += bytes;
            tensors.add(head(input) + ",\"parameters\":{\"binary_data_size\":" + bytes + "}}");
        }
        String head = "{\"inputs\":[" + tensors + "]}";
        return "(printf '%%s' '%s'; head -c %d /dev/zero) | curl -s %s/v2/models/%s/infer -H 'Content-Type: application/octet-stream' -H 'Inference-Header-Content-Length: %d' --data-binary @-"
                .formatted(head, total, url, name, head.getBytes(StandardCharsets.UTF_8).length);
    }

    private static String head(JsonNode input) {
        String shape = "";
        for (JsonNode dimension : input.path("shape")) {
            shape += (shape.isEmpty() ? "" : ",") + Math.max(1, dimension.asLong());
        }
        return "{\"name\":\"%s\",\"datatype\":\"%s\",\"shape\":[%s]"
                .formatted(input.path("name").asText(), input.path("dtype").asText(), shape);
    }

    private static long elements(JsonNode input) {
        long elements = 1;
        for (JsonNode dimension : input.path("shape")) {
            elements *= Math.max(1, dimension.asLong());
        }
        return elements;
    }
}
