package dev.kerasguard.runtime.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * The identity of a model's bytes: {@code sha256:} and 64 hexadecimal digits.
 *
 * <p>Of a file: SHA-256 of its bytes, as {@code sha256sum} prints it. Of a directory: SHA-256 over one line per file,
 * {@code <hex sha256 of the file> <path with />\n}, sorted by the path's UTF-8 bytes, so that {@code find . -type f
 * -printf '%P\n' | LC_ALL=C sort | xargs -d '\n' sha256sum | sha256sum} gives the same.
 */
public final class ModelDigest {

    private static final String PREFIX = "sha256:";
    private static final int BUFFER = 1 << 16;

    private ModelDigest() {}

    /**
     * The digest of a file, or of a directory with everything below it.
     *
     * @throws IOException when something cannot be read, or is neither file nor directory, such as a symbolic link
     *     within the directory
     */
    public static String of(Path fileOrDirectory) throws IOException {
        MessageDigest digest = Files.isDirectory(fileOrDirectory) ? ofTree(fileOrDirectory) : ofFile(fileOrDirectory);
        return PREFIX + HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest ofTree(Path directory) throws IOException {
        Map<byte[], byte[]> files = new TreeMap<>(Arrays::compareUnsigned);
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (!attributes.isRegularFile()) {
                    throw new IOException(file + " is a link or a special file; a model directory may hold only files");
                }
                String path = directory
                        .relativize(file)
                        .toString()
                        .replace(file.getFileSystem().getSeparator(), "/");
                files.put(path.getBytes(StandardCharsets.UTF_8), ofFile(file).digest());
                return FileVisitResult.CONTINUE;
            }
        });
        MessageDigest whole = sha256();
        files.forEach((path, digest) -> {
            whole.update(HexFormat.of().formatHex(digest).getBytes(StandardCharsets.US_ASCII));
            whole.update((byte) ' ');
            whole.update((byte) ' ');
            whole.update(path);
            whole.update((byte) '\n');
        });
        return whole;
    }

    private static MessageDigest ofFile(Path file) throws IOException {
        MessageDigest digest = sha256();
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
        }
        return digest;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
