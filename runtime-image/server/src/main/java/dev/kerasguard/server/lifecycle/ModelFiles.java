package dev.kerasguard.server.lifecycle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kerasguard.keras.ModelFormat;
import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.runtime.config.ModelDigest;
import dev.kerasguard.runtime.config.RuntimeConfig.ModelConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The model's bytes on disk, proven to be those that were asked for.
 *
 * @param path a {@code .keras} file or a SavedModel directory
 * @param digest of the model as its owner names it
 */
record ModelFiles(Path path, String digest) {

    private static final String FETCHED = "fetched.json";

    /**
     * Finds and verifies the model.
     *
     * @throws ModelRefusedException when there is none, or it is another one
     */
    static ModelFiles of(ModelConfig config) throws ModelRefusedException, IOException {
        Path path = locate(Path.of(config.directory()));
        String found = ModelDigest.of(path);
        String wanted = config.digest();
        if (wanted == null || wanted.equals(found)) {
            return new ModelFiles(path, found);
        }
        String fetched = fetchedDigest(Path.of(config.directory()).resolve(FETCHED));
        if (Files.isDirectory(path) && wanted.equals(fetched)) {
            // The digest is that of an archive, which fetch verified before it unpacked it.
            return new ModelFiles(path, wanted);
        }
        throw new ModelRefusedException(
                "DigestMismatch",
                path.getFileName().toString(),
                "expected " + wanted + ", the bytes have " + found
                        + "; put that digest into the spec if they are the right ones");
    }

    private static Path locate(Path directory) throws ModelRefusedException {
        if (Files.isRegularFile(directory) || Files.exists(directory.resolve("saved_model.pb"))) {
            return directory;
        }
        for (String name : new String[] {"model.keras", "saved_model"}) {
            if (Files.exists(directory.resolve(name))) {
                return directory.resolve(name);
            }
        }
        throw new ModelRefusedException(
                "ModelMissing", directory.toString(), "holds neither model.keras nor saved_model");
    }

    private static @Nullable String fetchedDigest(Path file) throws IOException {
        if (!Files.exists(file)) {
            return null;
        }
        JsonNode digest = new ObjectMapper().readTree(Files.readAllBytes(file)).get("digest");
        return digest == null ? null : digest.asText();
    }

    static ModelFormat format(String configured) throws ModelRefusedException {
        return switch (configured) {
            case "Auto" -> ModelFormat.AUTO;
            case "Keras" -> ModelFormat.KERAS;
            case "SavedModel" -> ModelFormat.SAVED_MODEL;
            default ->
                throw new ModelRefusedException(
                        "ConfigInvalid", "model.format", "\"" + configured + "\" is not Auto, Keras or SavedModel");
        };
    }

    static String shown(ModelFormat format) {
        return switch (format) {
            case AUTO -> "Auto";
            // In the API, both are what Keras saves.
            case KERAS, H5 -> "Keras";
            case SAVED_MODEL -> "SavedModel";
        };
    }
}
