package dev.kerasguard.fetch;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kerasguard.fetch.ModelSource.Delivery;
import dev.kerasguard.runtime.config.RuntimeConfig.ModelConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Gets a model from its source into a folder: copied, verified against its digest, unpacked, and only then moved to
 * where the server looks. What is refused leaves nothing behind.
 */
public final class ModelFetch {

    /** A Keras file's name in the model's folder. */
    public static final String KERAS_FILE = "model.keras";

    /** A SavedModel's name in the model's folder. */
    public static final String SAVED_MODEL = "saved_model";

    /** The name of what says which model it is: {@link FetchedModel} as JSON. */
    public static final String FETCHED = "fetched.json";

    private static final String STAGING = ".fetch-";

    private final SourceUri sources;
    private final Consumer<String> log;

    ModelFetch(SourceUri sources, Consumer<String> log) {
        this.sources = sources;
        this.log = log;
    }

    /**
     * For a machine without a cluster, where {@code file:///path} is a source and {@code pvc://} is not.
     *
     * @param log takes a line at a time: what is fetched and how far it is
     */
    public static ModelFetch outsideCluster(Consumer<String> log) {
        return new ModelFetch(new SourceUri(FetchMain.MOUNT, false, HttpLimits.IN_POD, log, System::nanoTime), log);
    }

    /**
     * Gets a model.
     *
     * @return what now lies in {@link ModelConfig#directory}
     * @throws FetchRefusedException when the source does not give that model
     * @throws IOException when this machine cannot keep it
     */
    public FetchedModel fetch(ModelConfig model) throws FetchRefusedException, IOException {
        if (model.maxBytes() <= 0) {
            throw new FetchRefusedException(FetchReason.InvalidConfig, "model.maxBytes must be positive");
        }
        String shown = SourceUri.shown(model.uri());
        ModelSource source = sources.source(model.uri(), model.allowedUriPrefixes());
        Path directory = Files.createDirectories(Path.of(model.directory()));
        removeLeftovers(directory);
        Path staging = Files.createTempDirectory(directory, STAGING);
        try {
            log.accept("fetching " + shown);
            Delivery delivery = source.deliverTo(staging, model.maxBytes());
            verify(delivery, model, shown);
            FetchedModel fetched = place(delivery, model, shown, staging, directory);
            log.accept(
                    "fetched %s, %s, %s".formatted(Progress.size(fetched.bytes()), fetched.format(), fetched.digest()));
            return fetched;
        } finally {
            remove(staging);
        }
    }

    private static void verify(Delivery delivery, ModelConfig model, String shown) throws FetchRefusedException {
        if (model.digest() != null && !model.digest().equals(delivery.digest())) {
            throw new FetchRefusedException(
                    FetchReason.DigestMismatch,
                    "expected %s, the bytes at %s have %s; put that digest into the spec if they are the right ones"
                            .formatted(model.digest(), shown, delivery.digest()),
                    delivery.digest());
        }
    }

    private FetchedModel place(Delivery delivery, ModelConfig model, String shown, Path staging, Path directory)
            throws FetchRefusedException, IOException {
        Path path = delivery.path();
        boolean keras = false;
        try {
            if (!Files.isDirectory(path)) {
                ModelContent content = ModelContent.of(path, shown);
                keras = content == ModelContent.KERAS;
                refuseUnlessDeclared(model.format(), keras, shown);
                if (!keras) {
                    path = staging.resolve("unpacked");
                    new SavedModelArchive(delivery.path(), content, shown, model.maxBytes()).unpackTo(path);
                }
            } else {
                refuseUnlessDeclared(model.format(), false, shown);
            }
        } catch (FetchRefusedException e) {
            throw e.of(delivery.digest());
        }
        FetchedModel fetched = new FetchedModel(delivery.digest(), keras ? "Keras" : "SavedModel", delivery.bytes());
        for (String old : List.of(FETCHED, KERAS_FILE, SAVED_MODEL)) {
            remove(directory.resolve(old));
        }
        Files.move(path, directory.resolve(keras ? KERAS_FILE : SAVED_MODEL), StandardCopyOption.ATOMIC_MOVE);
        Path note = staging.resolve(FETCHED);
        Files.write(note, new ObjectMapper().writeValueAsBytes(fetched));
        Files.move(note, directory.resolve(FETCHED), StandardCopyOption.ATOMIC_MOVE);
        return fetched;
    }

    private static void refuseUnlessDeclared(String declared, boolean keras, String shown)
            throws FetchRefusedException {
        String found = keras ? "Keras" : "SavedModel";
        switch (declared) {
            case "Auto" -> {}
            case "Keras", "SavedModel" -> {
                if (!declared.equals(found)) {
                    throw new FetchRefusedException(
                            FetchReason.FormatMismatch,
                            "model.format is %s, but %s %s; set model.format to Auto, or name another file"
                                    .formatted(
                                            declared,
                                            shown,
                                            keras
                                                    ? "is a .keras file"
                                                    : "is no .keras file but an archive or directory"));
                }
            }
            default ->
                throw new FetchRefusedException(
                        FetchReason.InvalidConfig,
                        "model.format is \"%s\"; known are Auto, Keras and SavedModel".formatted(declared));
        }
    }

    private static void removeLeftovers(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(f -> f.getFileName().toString().startsWith(STAGING))
                    .toList()) {
                remove(file);
            }
        }
    }

    private static void remove(Path path) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
