package dev.kerasguard.keras.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.RefusalRule;
import java.io.IOException;

/** Reads JSON in which nothing is said twice, nests without bound, or is a number only to Python (NaN, Infinity). */
public final class StrictJson {

    private static final int MAX_DEPTH = 200;
    private static final int MAX_STRING = 1 << 20;
    private static final int MAX_NUMBER = 64;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxStringLength(MAX_STRING)
                            .maxNumberLength(MAX_NUMBER)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private StrictJson() {}

    /**
     * Parses a document.
     *
     * @param bytes the document, already bounded in size
     * @param place the member's name, for the refusal
     * @param maxValues how many objects, lists, names and values it may hold: each takes far more memory than text
     */
    public static ObjectNode object(byte[] bytes, String place, int maxValues) throws ModelRefusedException {
        try {
            if (!holdsAtMost(bytes, maxValues)) {
                throw RefusalRule.MODEL_TOO_LARGE.at(
                        place, "holds more than " + maxValues + " values; export as SavedModel with model.export()");
            }
            JsonNode node = MAPPER.readTree(bytes);
            if (node instanceof ObjectNode object) {
                return object;
            }
            throw RefusalRule.CONFIG_INVALID.at(place, "is not a JSON object; re-save the model with Keras 3");
        } catch (JsonProcessingException e) {
            throw RefusalRule.CONFIG_INVALID.at(
                    place, "is not strict JSON (" + e.getOriginalMessage() + "); re-save the model with Keras 3");
        } catch (IOException e) {
            throw RefusalRule.CONFIG_INVALID.at(place, "is not UTF-8; re-save the model with Keras 3");
        }
    }

    private static boolean holdsAtMost(byte[] bytes, int maxValues) throws IOException {
        try (JsonParser parser = MAPPER.createParser(bytes)) {
            int count = 0;
            while (parser.nextToken() != null) {
                count++;
                if (count > maxValues) {
                    return false;
                }
            }
            return true;
        }
    }
}
