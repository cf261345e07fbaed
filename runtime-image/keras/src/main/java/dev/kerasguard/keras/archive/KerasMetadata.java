package dev.kerasguard.keras.archive;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What {@code metadata.json} says; only for people, nothing is decided by it. */
public final class KerasMetadata {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern VERSION = Pattern.compile("[0-9A-Za-z.+-]{1,40}");

    private KerasMetadata() {}

    /** The Keras that wrote the file; null when it does not say so in a way that can be printed. */
    public static @Nullable String version(byte[] metadata) {
        try {
            JsonNode version = JSON.readTree(metadata).path("keras_version");
            return version.isTextual() && VERSION.matcher(version.textValue()).matches() ? version.textValue() : null;
        } catch (IOException unreadable) {
            return null;
        }
    }
}
