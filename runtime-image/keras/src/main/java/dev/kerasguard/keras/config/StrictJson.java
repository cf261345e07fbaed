package dev.kerasguard.keras.config;

import com.fasterxml.jackson.core.JsonFactory;
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
final class StrictJson {

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
     */
    static ObjectNode object(byte[] bytes, String place) throws ModelRefusedException {
        try {
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
}
