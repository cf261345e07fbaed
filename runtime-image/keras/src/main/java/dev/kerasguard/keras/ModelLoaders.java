package dev.kerasguard.keras;

import dev.kerasguard.keras.archive.KerasArchive;
import dev.kerasguard.keras.config.ModelConfig;
import dev.kerasguard.keras.config.ModelConfigReader;
import dev.kerasguard.keras.graph.KerasModelBuilder;
import dev.kerasguard.keras.hdf5.Hdf5File;
import dev.kerasguard.keras.savedmodel.SavedModelLoader;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import org.tensorflow.proto.ConfigProto;

/** Where to get a {@link ModelLoader}. */
public final class ModelLoaders {

    private static final byte[] ZIP = {'P', 'K', 3, 4};
    private static final byte[] HDF5 = {(byte) 0x89, 'H', 'D', 'F'};

    private ModelLoaders() {}

    /** The loader of {@code .keras} archives and SavedModel directories; stateless, for any number of threads. */
    public static ModelLoader standard() {
        return ModelLoaders::load;
    }

    private static ServableModel load(Path path, ModelFormat format, SessionOptions options)
            throws ModelRefusedException, IOException {
        ModelFormat found = detect(path);
        if (format != ModelFormat.AUTO && format != found) {
            throw RefusalRule.FORMAT_UNKNOWN.at(
                    path.getFileName().toString(), "is " + found + " and not " + format + "; say which it is, or AUTO");
        }
        ConfigProto session = SessionConfigs.of(options);
        return found == ModelFormat.KERAS ? loadKeras(path, session) : SavedModelLoader.load(path, session);
    }

    private static ServableModel loadKeras(Path path, ConfigProto session) throws ModelRefusedException, IOException {
        try (Arena arena = Arena.ofConfined()) {
            KerasArchive archive = KerasArchive.read(path, arena);
            ModelConfig config = ModelConfigReader.read(archive.config());
            return KerasModelBuilder.build(config, Hdf5File.read(archive.weights()), session);
        }
    }

    private static ModelFormat detect(Path path) throws ModelRefusedException, IOException {
        String name = String.valueOf(path.getFileName());
        if (Files.isDirectory(path)) {
            if (Files.isRegularFile(path.resolve("saved_model.pb"))) {
                return ModelFormat.SAVED_MODEL;
            }
            throw RefusalRule.FORMAT_UNKNOWN.at(
                    name, "is a directory without saved_model.pb; give a SavedModel or a .keras file");
        }
        if (!Files.isRegularFile(path)) {
            throw new NoSuchFileException(path.toString());
        }
        byte[] start;
        try (InputStream in = Files.newInputStream(path)) {
            start = in.readNBytes(ZIP.length);
        }
        if (Arrays.equals(start, ZIP)) {
            return ModelFormat.KERAS;
        }
        if (Arrays.equals(start, HDF5)) {
            throw RefusalRule.FORMAT_UNKNOWN.at(
                    name, "is the HDF5 form of Keras 2; load it with Keras and save it as model.keras");
        }
        throw RefusalRule.FORMAT_UNKNOWN.at(name, "is neither a .keras archive nor a SavedModel directory");
    }
}
