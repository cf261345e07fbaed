package dev.kerasguard.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Copies a stream to a new file, hashing what it writes and stopping at the first byte too many. */
final class MeteredCopy {

    private static final int BUFFER = 64 * 1024;

    private MeteredCopy() {}

    /**
     * Copies all of a stream.
     *
     * @param what the stream's name in messages
     * @throws FetchRefusedException TooLarge, when there are more than {@code maxBytes}
     */
    static ModelSource.Delivery copy(InputStream from, Path to, long maxBytes, String what, Progress progress)
            throws FetchRefusedException, IOException {
        MessageDigest sha256 = sha256();
        byte[] buffer = new byte[BUFFER];
        long bytes = 0;
        try (OutputStream out = Files.newOutputStream(to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
                bytes += read;
                if (bytes > maxBytes) {
                    throw tooLarge(what, maxBytes);
                }
                out.write(buffer, 0, read);
                sha256.update(buffer, 0, read);
                progress.advance(read);
            }
        }
        return new ModelSource.Delivery(to, "sha256:" + HexFormat.of().formatHex(sha256.digest()), bytes);
    }

    static FetchRefusedException tooLarge(String what, long maxBytes) {
        return new FetchRefusedException(
                FetchReason.TooLarge,
                "%s is larger than %s (%d bytes), the most that a model may have; a smaller model, or a policy with a larger models.maxBytes"
                        .formatted(what, Progress.size(maxBytes), maxBytes));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
