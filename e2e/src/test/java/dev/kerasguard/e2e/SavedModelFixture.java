package dev.kerasguard.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A SavedModel that the real Keras wrote, with inputs and its own answers.
 *
 * @param files by their paths in the directory
 * @param runs as {@code runtime-image/keras/parity/make_cases.py} writes them
 */
record SavedModelFixture(Map<String, byte[]> files, JsonNode runs) {

    /** A convolution over an image of 6 by 6, with one input and one output. */
    static SavedModelFixture convolution() {
        var fixture = "runtime-image/keras/src/test/resources/saved-models/convolution";
        var directory = Path.of(System.getProperty("kerasguard.root")).resolve(fixture + "/saved_model");
        var files = new TreeMap<String, byte[]>();
        try (var paths = Files.walk(directory)) {
            for (var path : paths.filter(Files::isRegularFile).toList()) {
                files.put(directory.relativize(path).toString(), Files.readAllBytes(path));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new SavedModelFixture(
                files, Digits.json(Sandbox.file(fixture + "/case.json")).get("runs"));
    }

    byte[] zip() {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            for (var file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue());
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** The directory's digest, by the words of docs/architecture.md and not by the product's code. */
    String digest() {
        var lines = new StringBuilder();
        files.forEach((path, bytes) ->
                lines.append(sha256(bytes)).append("  ").append(path).append('\n'));
        return "sha256:" + sha256(lines.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
