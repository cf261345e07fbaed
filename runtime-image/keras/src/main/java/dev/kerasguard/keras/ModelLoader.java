package dev.kerasguard.keras;

import java.io.IOException;
import java.nio.file.Path;

/** Turns a model on disk into something that answers. */
public interface ModelLoader {

    /**
     * Loads a model.
     *
     * @param path a {@code .keras} file or a SavedModel directory
     * @param format what it should be; AUTO decides by content, never by name
     * @param options how the session may use the machine
     * @throws ModelRefusedException when the file is not acceptable
     * @throws IOException when it cannot be read
     */
    ServableModel load(Path path, ModelFormat format, SessionOptions options) throws ModelRefusedException, IOException;
}
