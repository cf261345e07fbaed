package dev.kerasguard.fetch;

/**
 * What was delivered; its JSON form is {@code fetched.json} beside the model.
 *
 * @param digest {@code sha256:...} of what the source gave: the file, the archive, or the SavedModel directory
 * @param format Keras or SavedModel, as found by content
 * @param bytes size of what the source gave
 */
public record FetchedModel(String digest, String format, long bytes) {}
