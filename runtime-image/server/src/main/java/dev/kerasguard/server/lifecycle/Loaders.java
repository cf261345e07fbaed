package dev.kerasguard.server.lifecycle;

import dev.kerasguard.keras.LoadLimits;
import dev.kerasguard.keras.ModelLoader;
import dev.kerasguard.keras.ModelLoaders;
import dev.kerasguard.keras.custom.CustomLayers;
import dev.kerasguard.runtime.config.RuntimeConfig;
import java.io.IOException;
import java.nio.file.Path;

/** Which loader the server uses. */
final class Loaders {

    private Loaders() {}

    /**
     * The one for all formats.
     *
     * @param layers where the image's owner puts builders of their own layers
     * @throws IOException when those cannot be read
     */
    static ModelLoader of(RuntimeConfig config, Path layers) throws IOException {
        return ModelLoaders.standard(
                LoadLimits.DEFAULT, CustomLayers.allow(config.model().customLayers(), layers));
    }
}
