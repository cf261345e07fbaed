package dev.kerasguard.cli;

import dev.kerasguard.lint.Source;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Reads the files that are named, and all YAML and JSON below the folders that are named; within bounds. */
final class SpecFiles {

    /** The API server takes no larger request either. */
    static final int MAX_BYTES = 3 << 20;

    private static final int MAX_FILES = 10_000;
    private static final int MAX_DEPTH = 32;

    private final InputStream standardInput;

    /** @param standardInput what {@code -} stands for */
    SpecFiles(InputStream standardInput) {
        this.standardInput = standardInput;
    }

    /**
     * Reads everything that the arguments name.
     *
     * @throws IOException when something is missing, too large or no text; the message names it
     */
    List<Source> read(List<String> arguments) throws IOException {
        List<Source> sources = new ArrayList<>();
        for (String argument : arguments) {
            if (argument.equals("-")) {
                sources.add(new Source("-", text("standard input", standardInput.readNBytes(MAX_BYTES + 1))));
            } else if (Files.isDirectory(Path.of(argument))) {
                for (Path file : below(Path.of(argument))) {
                    sources.add(read(file));
                }
            } else {
                sources.add(read(Path.of(argument)));
            }
        }
        return sources;
    }

    private static Source read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new Source(file.toString(), text(file.toString(), in.readNBytes(MAX_BYTES + 1)));
        } catch (NoSuchFileException e) {
            throw new IOException("there is no " + file, e);
        }
    }

    private static String text(String name, byte[] bytes) throws IOException {
        if (bytes.length > MAX_BYTES) {
            throw new IOException("%s is larger than %d bytes, which no API server takes".formatted(name, MAX_BYTES));
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IOException(name + " is not UTF-8 text", e);
        }
    }

    private static List<Path> below(Path folder) throws IOException {
        try (Stream<Path> files = Files.find(
                folder,
                MAX_DEPTH,
                (path, attributes) ->
                        attributes.isRegularFile() && isSpec(path.getFileName().toString()))) {
            List<Path> found = files.limit(MAX_FILES + 1L).sorted().toList();
            if (found.size() > MAX_FILES) {
                throw new IOException("%s has more than %d files; name a smaller folder".formatted(folder, MAX_FILES));
            }
            return found;
        }
    }

    private static boolean isSpec(String name) {
        return name.endsWith(".yaml") || name.endsWith(".yml") || name.endsWith(".json");
    }
}
