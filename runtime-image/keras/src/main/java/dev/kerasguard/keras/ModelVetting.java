package dev.kerasguard.keras;

import java.io.IOException;
import java.nio.file.Path;

/** Looks at a model on disk without loading it. */
@FunctionalInterface
public interface ModelVetting {

    /**
     * Looks at a model. What is wrong with it is in the report; nothing that the file declares is allocated.
     *
     * @param path a model file or a SavedModel directory
     * @param format what it should be; AUTO decides by content, never by name
     * @param batchSize for how many examples at a time its memory is estimated; at least 1
     * @throws IOException when the file cannot be read
     */
    ModelReport vet(Path path, ModelFormat format, int batchSize) throws IOException;
}
