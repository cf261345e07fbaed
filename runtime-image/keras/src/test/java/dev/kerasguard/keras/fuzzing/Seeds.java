package dev.kerasguard.keras.fuzzing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** What the fuzzer starts from: models that real Keras wrote and attacks on other readers, small ones of each. */
final class Seeds {

    private static final Path RESOURCES = Path.of("src/test/resources");

    /** The fuzzer changes bytes; in a large file nearly all of them are numbers. */
    private static final long MAX_BYTES = 12_500;

    private static final long MAX_GRAPH_BYTES = 24_000;

    private final Path folder;

    private Seeds(Path folder) {
        this.folder = folder;
    }

    /**
     * Writes the seeds of one target.
     *
     * @param all whether from every model there is; else from every fifth, which is a fifth of the time to read them
     */
    static Path write(String target, Path folder, boolean all) throws IOException {
        Seeds seeds = new Seeds(Files.createDirectories(folder));
        switch (target) {
            case "archive" -> seeds.copy("{parity/*/model.keras,formats/*/model.keras}", 40, MAX_BYTES);
            case "config" -> seeds.extract("parity/*/model.keras", "config.json", all ? 1 : 5);
            case "hdf5" -> {
                seeds.copy("{hdf5-attacks,legacy-attacks,formats/*}/*.h5", 1, MAX_BYTES);
                seeds.extract("parity/*/model.keras", "model.weights.h5", 40);
            }
            case "saved-model" -> seeds.copy("saved-models/*/saved_model/saved_model.pb", 1, MAX_GRAPH_BYTES);
            default -> throw new IllegalArgumentException(target);
        }
        return folder;
    }

    private void copy(String glob, int each, long maxBytes) throws IOException {
        for (Path file : matching(glob, each)) {
            if (Files.size(file) <= maxBytes) {
                Files.write(folder.resolve(name(file)), Files.readAllBytes(file));
            }
        }
    }

    private void extract(String glob, String member, int each) throws IOException {
        for (Path file : matching(glob, each)) {
            try (ZipFile archive = new ZipFile(file.toFile())) {
                ZipEntry entry = archive.getEntry(member);
                if (entry.getSize() <= MAX_BYTES) {
                    Files.write(
                            folder.resolve(name(file)),
                            archive.getInputStream(entry).readAllBytes());
                }
            }
        }
    }

    private static List<Path> matching(String glob, int each) throws IOException {
        var matcher = RESOURCES.getFileSystem().getPathMatcher("glob:" + RESOURCES + "/" + glob);
        List<Path> found;
        try (Stream<Path> files = Files.walk(RESOURCES)) {
            found = files.filter(matcher::matches).sorted().toList();
        }
        return Stream.iterate(0, i -> i < found.size(), i -> i + each)
                .map(found::get)
                .toList();
    }

    private static String name(Path file) {
        return RESOURCES.relativize(file).toString().replace('/', '-');
    }
}
