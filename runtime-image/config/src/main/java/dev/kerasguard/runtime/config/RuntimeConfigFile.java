package dev.kerasguard.runtime.config;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The JSON form of {@link RuntimeConfig}: the same config gives the same bytes; an unknown field is an error. */
public final class RuntimeConfigFile {

    /** Where a pod finds it. */
    public static final Path IN_POD = Path.of("/etc/kerasguard/runtime.json");

    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModules(new JavaTimeModule(), new Jdk8Module())
            .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    private RuntimeConfigFile() {}

    /**
     * Reads a config.
     *
     * @throws IOException when the file cannot be read or is not a config; the message names the field
     */
    public static RuntimeConfig read(Path file) throws IOException {
        return JSON.readValue(Files.readAllBytes(file), RuntimeConfig.class);
    }

    /** The config as indented JSON. */
    public static String write(RuntimeConfig config) {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(config);
        } catch (IOException e) {
            throw new IllegalStateException("a record of plain values is always JSON", e);
        }
    }
}
