package dev.kerasguard.operator.telemetry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kerasguard.api.v1alpha1.KerasInferenceServiceStatus.LoadedModel;
import dev.kerasguard.api.v1alpha1.KerasInferenceServiceStatus.TensorInfo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Reads a runtime pod's {@code /model}: what it loaded. What does not fit into a status is refused. */
final class LoadedModels {

    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9]{1,32}");
    private static final int MOST_TENSORS = 64;
    private static final int MOST_DIMENSIONS = 16;
    private static final int LONGEST_NAME = 253;

    private final ObjectMapper json = new ObjectMapper();

    /**
     * Reads one answer.
     *
     * @throws IOException saying what is wrong with it
     */
    LoadedModel read(byte[] body) throws IOException {
        JsonNode root;
        try {
            root = json.readTree(body);
        } catch (JsonProcessingException malformed) {
            throw new IOException("/model is no JSON: " + malformed.getOriginalMessage(), malformed);
        }
        String digest = root.path("digest").asText();
        String format = root.path("format").asText();
        if (!DIGEST.matcher(digest).matches() || !WORD.matcher(format).matches()) {
            throw new IOException("/model has no digest (sha256:...) and format");
        }
        JsonNode parameters = root.path("parameters");
        return new LoadedModel(
                digest,
                format,
                parameters.canConvertToLong() ? parameters.asLong() : null,
                tensors(root.path("inputs")),
                tensors(root.path("outputs")));
    }

    private static List<TensorInfo> tensors(JsonNode nodes) throws IOException {
        List<TensorInfo> tensors = new ArrayList<>();
        for (JsonNode node : nodes) {
            String name = node.path("name").asText();
            String dtype = node.path("dtype").asText();
            JsonNode shape = node.path("shape");
            if (name.isEmpty()
                    || name.length() > LONGEST_NAME
                    || !WORD.matcher(dtype).matches()
                    || shape.size() > MOST_DIMENSIONS
                    || tensors.size() >= MOST_TENSORS) {
                throw new IOException("/model lists a tensor without name, dtype and shape, or more than "
                        + MOST_TENSORS + " of them");
            }
            List<Long> dimensions = new ArrayList<>();
            shape.forEach(dimension -> dimensions.add(dimension.asLong(-1)));
            tensors.add(new TensorInfo(name, dtype, List.copyOf(dimensions)));
        }
        return List.copyOf(tensors);
    }
}
