package dev.kerasguard.runtime.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a container of the runtime writes to {@code /dev/termination-log} as its last word, as JSON of at most 4096
 * bytes: how the operator learns, without a log, what was verified or why a model was refused.
 *
 * @param reason a CamelCase condition reason: {@link #FETCHED} or what went wrong, such as DigestMismatch
 * @param message one sentence for people: what is wrong and what would be right
 * @param digest of the bytes that were seen; null when none were
 */
public record TerminationMessage(
        String reason, String message, @Nullable String digest) {

    /** The reason of a fetch that succeeded. */
    public static final String FETCHED = "Fetched";

    private static final int MAX_MESSAGE = 1024;
    private static final ObjectMapper JSON = new ObjectMapper();

    public TerminationMessage {
        message = message.length() > MAX_MESSAGE ? message.substring(0, MAX_MESSAGE) + "..." : message;
    }

    /** The JSON form. */
    public String toJson() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record of strings is always JSON", e);
        }
    }

    /** Reads the JSON form; empty when the text is something else, such as the end of a log. */
    public static Optional<TerminationMessage> parse(String text) {
        try {
            return Optional.ofNullable(JSON.readValue(text, TerminationMessage.class));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
