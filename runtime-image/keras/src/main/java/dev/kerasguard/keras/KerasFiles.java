package dev.kerasguard.keras;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kerasguard.keras.archive.FolderMembers;
import dev.kerasguard.keras.archive.KerasArchive;
import dev.kerasguard.keras.archive.KerasMetadata;
import dev.kerasguard.keras.assembly.ModelFile;
import dev.kerasguard.keras.config.CallRecords;
import dev.kerasguard.keras.config.ModelConfig;
import dev.kerasguard.keras.config.ModelConfigReader;
import dev.kerasguard.keras.config.StrictJson;
import dev.kerasguard.keras.hdf5.Hdf5File;
import dev.kerasguard.keras.layers.Assets;
import dev.kerasguard.keras.legacy.Keras2Archive;
import dev.kerasguard.keras.legacy.LegacyConfig;
import dev.kerasguard.keras.legacy.LegacyFile;
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
        observer.parts(
                () -> {
                    ObjectNode root = StrictJson.object(archive.config(), "config.json", limits.configValues());
                    return keras2 ? LegacyConfig.translate(root, true) : root;
                },
                archive.weights());
        if (keras2) {
            ModelConfig config = ModelConfigReader.read(
                    archive.config(), "config.json", root -> LegacyConfig.translate(root, true), limits);
            return new ModelFile(
                    ModelFormat.KERAS, config, Keras2Archive.inKeras3(archive.weights()), archive.assets());
        }
        ModelConfig config = ModelConfigReader.read(archive.config(), limits);
        CallRecords.check(config, found == null ? "" : found);
        return new ModelFile(ModelFormat.KERAS, config, archive.weights(), archive.assets());
    }

    private static ModelFile h5(Path path, LoadLimits limits, Arena arena, FileObserver observer)
            throws ModelRefusedException, IOException {
        String name = String.valueOf(path.getFileName());
        Hdf5File hdf5 = Hdf5File.read(FolderMembers.read(path, limits.weightBytes(), arena), name, limits);
        LegacyFile file = LegacyFile.read(hdf5, limits);
        observer.version(file.kerasVersion());
        observer.parts(
                () -> LegacyConfig.translate(
                        StrictJson.object(file.config(), "model_config", limits.configValues()), file.isKeras2()),
                file.weights());
        ModelConfig config = ModelConfigReader.read(
                file.config(), "model_config", root -> LegacyConfig.translate(root, file.isKeras2()), limits);
        CallRecords.check(config, file.kerasVersion());
        return new ModelFile(ModelFormat.H5, config, file.weights(), Assets.NONE);
    }
}
