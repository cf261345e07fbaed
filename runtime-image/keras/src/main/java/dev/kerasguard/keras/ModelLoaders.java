package dev.kerasguard.keras;

import dev.kerasguard.keras.archive.MappedFile;
import dev.kerasguard.keras.assembly.KerasModelBuilder;
import dev.kerasguard.keras.assembly.ModelFile;
import dev.kerasguard.keras.custom.CustomLayers;
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

    /** The loader of every format, with the default limits; stateless, for any number of threads. */
    public static ModelLoader standard() {
        return standard(LoadLimits.DEFAULT);
    }

    /** The loader of every format; stateless, for any number of threads. */
    public static ModelLoader standard(LoadLimits limits) {
        return standard(limits, CustomLayers.NONE);
    }

    /**
     * The loader of every format; stateless, for any number of threads.
     *
     * @param custom which layers of the owner's own it builds
     */
    public static ModelLoader standard(LoadLimits limits, CustomLayers custom) {
        return (path, format, options) -> load(path, format, options, limits, custom);
    }

    /** Looks at the same files without loading them; stateless, for any number of threads. */
    public static ModelVetting vetting() {
        return vetting(LoadLimits.DEFAULT);
    }

    /** Looks at the same files without loading them; stateless, for any number of threads. */
    public static ModelVetting vetting(LoadLimits limits) {
        return vetting(limits, CustomLayers.NONE);
    }

    /**
     * Looks at the same files without loading them; stateless, for any number of threads.
     *
     * @param custom which layers of the owner's own can be built
     */
    public static ModelVetting vetting(LoadLimits limits, CustomLayers custom) {
        return (path, format, batchSize) -> StandardVetting.vet(path, format, batchSize, limits, custom);
    }

    private static ServableModel load(
            Path path, ModelFormat format, SessionOptions options, LoadLimits limits, CustomLayers custom)
            throws ModelRefusedException, IOException {
        ModelFormat found = detect(path, format);
        ConfigProto session = SessionConfigs.of(options);
        if (found == ModelFormat.SAVED_MODEL) {
            return SavedModelLoader.load(path, session);
        }
        try (Arena arena = Arena.ofConfined()) {
            return MappedFile.reading(path, () -> {
                ModelFile file = KerasFiles.read(path, found, limits, arena, FileObserver.NONE);
                return KerasModelBuilder.build(file, limits, custom, session);
            });
        }
    }

    /** The format of a file, which must be the one that is wanted. */
    static ModelFormat detect(Path path, ModelFormat wanted) throws ModelRefusedException, IOException {
        ModelFormat found = detect(path);
        boolean either = found == ModelFormat.H5 && wanted == ModelFormat.KERAS;
        if (wanted != ModelFormat.AUTO && wanted != found && !either) {
            throw RefusalRule.FORMAT_UNKNOWN.at(
                    path.getFileName().toString(), "is " + found + " and not " + wanted + "; say which it is, or AUTO");
        }
        return found;
    }

    private static ModelFormat detect(Path path) throws ModelRefusedException, IOException {
        String name = String.valueOf(path.getFileName());
        if (Files.isDirectory(path)) {
            if (Files.isRegularFile(path.resolve("saved_model.pb"))) {
                return ModelFormat.SAVED_MODEL;
            }
            if (Files.isRegularFile(path.resolve("config.json"))) {
                return ModelFormat.KERAS;
            }
            throw RefusalRule.FORMAT_UNKNOWN.at(
                    name, "is a directory without saved_model.pb and config.json; give a SavedModel or a .keras file");
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
            return ModelFormat.H5;
        }
        throw RefusalRule.FORMAT_UNKNOWN.at(
                name,
                "is neither a .keras archive, an HDF5 file nor a SavedModel directory; save the model with"
                        + " model.save(\"model.keras\")");
    }
}
