package dev.kerasguard.keras.fuzzing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Fuzzes every reader of untrusted bytes, guided by coverage, from {@link Seeds} and the corpus in
 * {@code src/test/fuzz}. What is found beyond it stays in {@code target/fuzz}; with {@code -Dfuzz.keep=true} the corpus
 * becomes the smallest inputs that cover what the seeds do not.
 */
class FuzzingTest {

    private static final Path CORPUS = Path.of("src/test/fuzz");
    private static final Path WORK = Path.of("target/fuzz");
    private static final int SECONDS = Integer.getInteger("fuzz.seconds", 20);
    private static final int LONG_SECONDS = 60;
    private static final boolean KEEP = Boolean.getBoolean("fuzz.keep");
    private static final long MAX_BYTES = 200L << 10;

    @ParameterizedTest
    @CsvSource({
        "archive, dev.kerasguard.keras.archive.ArchiveFuzzTarget",
        "config, dev.kerasguard.keras.config.ConfigFuzzTarget",
        "hdf5, dev.kerasguard.keras.hdf5.Hdf5FuzzTarget",
        "saved-model, dev.kerasguard.keras.savedmodel.SavedModelFuzzTarget",
    })
    void anyInputIsReadOrRefusedWithinItsMeans(String name, String target) throws Exception {
        // Given
        Path work = WORK.resolve(name);
        Path found = Files.createDirectories(work.resolve("corpus"));
        Path seeds = Seeds.write(name, work.resolve("seeds"), SECONDS > LONG_SECONDS);
        Path corpus = Files.createDirectories(CORPUS.resolve(name));
        Fuzzer fuzzer = new Fuzzer(target, work);

        // When
        Fuzzer.Result result = fuzzer.fuzz(SECONDS, List.of(found, corpus, seeds));

        // Then
        assertThat(result.status()).as(result.log()).isZero();
        if (KEEP) {
            keep(fuzzer.merge(List.of(seeds, corpus, found)), name, seeds, corpus);
        }
    }

    private static void keep(Fuzzer.Result merged, String name, Path seeds, Path corpus) throws IOException {
        assertThat(merged.status()).as(merged.log()).isZero();
        for (Path each : files(corpus)) {
            Files.delete(each);
        }
        Path original = Seeds.write(name, WORK.resolve(name).resolve("original"), SECONDS > LONG_SECONDS);
        long bytes = 0;
        for (Path each : files(seeds)) {
            boolean isSeed = Files.exists(original.resolve(each.getFileName()));
            if (!isSeed && bytes + Files.size(each) <= MAX_BYTES) {
                bytes += Files.size(each);
                Files.copy(each, corpus.resolve(each.getFileName()));
            }
        }
    }

    @Test
    void theCorpusIsSmall() throws IOException {
        for (String name : List.of("archive", "config", "hdf5", "saved-model")) {
            long bytes = 0;
            for (Path each : files(CORPUS.resolve(name))) {
                bytes += Files.size(each);
            }
            assertThat(bytes).as(name).isBetween(1L, MAX_BYTES);
        }
    }

    /** Smallest first. */
    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted(Comparator.comparingLong(
                                    (Path file) -> file.toFile().length())
                            .thenComparing(Comparator.naturalOrder()))
                    .toList();
        }
    }
}
