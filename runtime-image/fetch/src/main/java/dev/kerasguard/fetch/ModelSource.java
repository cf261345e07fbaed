package dev.kerasguard.fetch;

import java.io.IOException;
import java.nio.file.Path;

/** A place that models come from. */
interface ModelSource {

    /**
     * Copies the model into an empty folder.
     *
     * @param folder where to leave it; every file below is this delivery's
     * @param maxBytes bytes at most; the copy stops at the first byte more
     * @throws FetchRefusedException when the source has no such model, or one that may not be taken
     * @throws IOException when this machine fails to keep it
     */
    Delivery deliverTo(Path folder, long maxBytes) throws FetchRefusedException, IOException;

    /**
     * What a source gave.
     *
     * @param path a file, or a SavedModel directory
     * @param digest of its bytes, computed while they were copied
     * @param bytes size of all files
     */
    record Delivery(Path path, String digest, long bytes) {}
}
