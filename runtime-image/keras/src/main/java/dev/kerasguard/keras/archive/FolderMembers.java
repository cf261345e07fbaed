package dev.kerasguard.keras.archive;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.RefusalRule;
import java.io.File;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.LongFunction;
import java.util.stream.Stream;

/**
 * A folder with what would be in an archive, as {@code model.save(path, zipped=False)} writes it. Links are not
 * followed.
 *
 * @param folder the folder
 * @param arena ends what is read of its files
 */
public record FolderMembers(Path folder, Arena arena) implements ModelMembers {

    private static final int MAX_DEPTH = 64;
    private static final int MAX_FILES = 10_000;

    @Override
    public boolean has(String name) {
        return Files.isRegularFile(folder.resolve(name), LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public SortedSet<String> vocabularies() throws ModelRefusedException, IOException {
        Path assets = folder.resolve("assets");
        SortedSet<String> names = new TreeSet<>();
        if (!Files.isDirectory(assets, LinkOption.NOFOLLOW_LINKS)) {
            return names;
        }
        try (Stream<Path> files = Files.walk(assets, MAX_DEPTH)) {
            int seen = 0;
            for (Iterator<Path> each = files.iterator(); each.hasNext(); ) {
                Path file = each.next();
                String name = folder.relativize(file).toString().replace(File.separatorChar, '/');
                if (++seen > MAX_FILES) {
                    throw RefusalRule.ARCHIVE_UNSAFE.at(
                            "assets", "holds more than " + MAX_FILES + " files; re-save the model with Keras 3");
                }
                if (KerasAssets.isVocabulary(name) && has(name)) {
                    names.add(name);
                }
            }
        }
        return names;
    }

    @Override
    public MemorySegment read(String name, long limit, LongFunction<MemorySegment> allocate)
            throws ModelRefusedException, IOException {
        if (!has(name)) {
            throw ModelMembers.missing(name);
        }
        return read(folder.resolve(name), limit, arena);
    }

    /** Reads a whole file that is a model by itself. */
    public static MemorySegment read(Path file, long limit, Arena arena) throws ModelRefusedException, IOException {
        MemorySegment content = MappedFile.map(file, arena);
        if (content.byteSize() > limit) {
            throw RefusalRule.MODEL_TOO_LARGE.at(
                    String.valueOf(file.getFileName()),
                    "has " + content.byteSize() + " bytes; the limit is " + limit
                            + "; export larger models as SavedModel with model.export()");
        }
        return content;
    }
}
