package dev.kerasguard.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** What a downloaded file is, told by its content alone: names and content types are only claims. */
enum ModelContent {
    /** A {@code .keras} archive, or a whole model in one HDF5 file. */
    KERAS,
    /** A ZIP that may hold a SavedModel. */
    ZIP,
    /** A tar archive that may hold a SavedModel. */
    TAR,
    /** A compressed tar archive that may hold a SavedModel. */
    TAR_GZ;

    private static final byte[] ZIP_MAGIC = {'P', 'K', 3, 4};
    private static final byte[] GZIP_MAGIC = {0x1f, (byte) 0x8b};
    private static final byte[] HDF5_MAGIC = {(byte) 0x89, 'H', 'D', 'F'};
    private static final byte[] TAR_MAGIC = "ustar".getBytes(StandardCharsets.US_ASCII);
    private static final int TAR_MAGIC_AT = 257;
    private static final String ACCEPTED = "a .keras or .h5 file, or a .zip, .tar or .tar.gz of a SavedModel directory";

    /**
     * Looks at a file.
     *
     * @param shown the source's name in messages
     * @throws FetchRefusedException FormatMismatch, when it is none of these
     */
    static ModelContent of(Path file, String shown) throws FetchRefusedException, IOException {
        byte[] head;
        try (InputStream in = Files.newInputStream(file)) {
            head = in.readNBytes(512);
        }
        if (has(head, 0, ZIP_MAGIC)) {
            return zip(file, shown);
        }
        if (has(head, 0, HDF5_MAGIC)) {
            return KERAS;
        }
        if (has(head, 0, GZIP_MAGIC)) {
            return TAR_GZ;
        }
        if (has(head, TAR_MAGIC_AT, TAR_MAGIC)) {
            return TAR;
        }
        throw new FetchRefusedException(
                FetchReason.FormatMismatch, shown + " is " + guess(head) + "; wanted is " + ACCEPTED);
    }

    private static ModelContent zip(Path file, String shown) throws FetchRefusedException, IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            return zip.getEntry("config.json") != null && zip.getEntry("metadata.json") != null ? KERAS : ZIP;
        } catch (ZipException e) {
            throw new FetchRefusedException(
                    FetchReason.UnsafeArchive, "%s is a damaged ZIP archive: %s".formatted(shown, e.getMessage()));
        }
    }

    private static String guess(byte[] head) {
        if (head.length == 0) {
            return "empty";
        }
        String text = new String(head, StandardCharsets.ISO_8859_1).stripLeading();
        if (text.startsWith("<")) {
            return "a web page, perhaps one that asks for a login";
        }
        return "no known format";
    }

    private static boolean has(byte[] head, int at, byte[] magic) {
        return head.length >= at + magic.length && Arrays.equals(head, at, at + magic.length, magic, 0, magic.length);
    }
}
