package dev.kerasguard.cli;

import dev.kerasguard.keras.custom.CustomLayers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Which layers of the owner's own may be built, and where their builders are. */
final class CustomLayerOptions {

    @Option(
            names = "--custom-layer",
            paramLabel = "PACKAGE>CLASS",
            description = "Allow a layer of your own by its registered name; may be given more than once.")
    private List<String> names = new ArrayList<>();

    @Option(
            names = "--layers",
            paramLabel = "FOLDER",
            description = "Where the jars with builders of your own layers are.")
    private Path folder = Path.of("");

    /** The names that are allowed. */
    List<String> names() {
        return names;
    }

    /** Where their builders are; a folder that is not there has none. */
    Path folder() {
        return folder.toString().isEmpty() ? Path.of("layers") : folder.toAbsolutePath();
    }

    /** The layers; a wrong name or folder is wrong usage. */
    CustomLayers layers(CommandSpec spec) throws IOException {
        if (!folder.toString().isEmpty() && !Files.isDirectory(folder)) {
            throw new ParameterException(spec.commandLine(), "there is no folder " + folder);
        }
        try {
            return CustomLayers.allow(names, folder());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--custom-layer: " + e.getMessage());
        }
    }
}
