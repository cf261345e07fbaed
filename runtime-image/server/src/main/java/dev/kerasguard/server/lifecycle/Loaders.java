package dev.kerasguard.server.lifecycle;

import dev.kerasguard.keras.ModelLoader;
import dev.kerasguard.keras.ModelLoaders;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Which loader the server uses. */
@Singleton
class Loaders {

    /** The one for all formats. */
    @Produces
    @Singleton
    ModelLoader loader() {
        return ModelLoaders.standard();
    }
}
