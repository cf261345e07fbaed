package dev.kerasguard.keras;

import dev.kerasguard.keras.archive.FolderMembers;
import dev.kerasguard.keras.archive.KerasArchive;
import dev.kerasguard.keras.archive.KerasMetadata;
import dev.kerasguard.keras.assembly.ModelFile;
import dev.kerasguard.keras.config.CallRecords;
import dev.kerasguard.keras.config.ModelConfig;
import dev.kerasguard.keras.config.ModelConfigReader;
import dev.kerasguard.keras.config.ModelConfigReader.Translation;
import dev.kerasguard.keras.config.StrictJson;
import dev.kerasguard.keras.hdf5.Hdf5File;
import dev.kerasguard.keras.layers.Assets;
import dev.kerasguard.keras.legacy.Keras2Archive;
import dev.kerasguard.keras.legacy.LegacyConfig;
import dev.kerasguard.keras.legacy.LegacyFile;
import dev.kerasguard.keras.weights.WeightFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;

/** Reads a model of Keras from each form of file that Keras has. */
final class KerasFiles {

    private KerasFiles() {}

    /**
     * Reads a model.
     *
     * @param format KERAS or H5
     * @param arena owns the memory of the weights
     * @param observer sees what the file says before it is refused
     */
    static ModelFile read(Path path, ModelFormat format, LoadLimits limits, Arena arena, FileObserver observer)
            throws ModelRefusedException, IOException {
        return format == ModelFormat.H5 ? h5(path, limits, arena, observer) : keras(path, limits, arena, observer);
    }

    private static ModelFile keras(Path path, LoadLimits limits, Arena arena, FileObserver observer)
            throws ModelRefusedException, IOException {
        KerasArchive archive = KerasArchive.read(path, limits, arena);
        String found = KerasMetadata.version(archive.metadata());
        if (found != null) {
            observer.version(found);
        }
        boolean keras2 = found != null && Keras2Archive.wrote(found);
        Translation translation = root -> keras2 ? LegacyConfig.translate(root, true) : root;
        ModelConfig config = config(archive.config(), "config.json", translation, archive.weights(), limits, observer);
        if (keras2) {
            return new ModelFile(
                    ModelFormat.KERAS, config, Keras2Archive.inKeras3(archive.weights()), archive.assets());
        }
        CallRecords.check(config, found == null ? "" : found);
        return new ModelFile(ModelFormat.KERAS, config, archive.weights(), archive.assets());
    }

    private static ModelFile h5(Path path, LoadLimits limits, Arena arena, FileObserver observer)
            throws ModelRefusedException, IOException {
        String name = String.valueOf(path.getFileName());
        Hdf5File hdf5 = Hdf5File.read(FolderMembers.read(path, limits.weightBytes(), arena), name, limits);
        LegacyFile file = LegacyFile.read(hdf5, limits);
        observer.version(file.kerasVersion());
        Translation translation = root -> LegacyConfig.translate(root, file.isKeras2());
        ModelConfig config = config(file.config(), "model_config", translation, file.weights(), limits, observer);
        CallRecords.check(config, file.kerasVersion());
        return new ModelFile(ModelFormat.H5, config, file.weights(), Assets.NONE);
    }

    /** The config in the words of Keras 3; the observer may see it before it is refused. */
    private static ModelConfig config(
            byte[] json,
            String place,
            Translation translation,
            WeightFile weights,
            LoadLimits limits,
            FileObserver observer)
            throws ModelRefusedException {
        observer.parts(() -> translation.apply(StrictJson.object(json, place, limits.configValues())), weights);
        return ModelConfigReader.read(json, place, translation, limits);
    }
}
