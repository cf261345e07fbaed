package dev.kerasguard.fetch;

import dev.kerasguard.runtime.config.ModelDigest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** A file or a SavedModel directory on a mounted volume. It is copied, so that what was verified is what is loaded. */
final class LocalSource implements ModelSource {

    private static final int MAX_DEPTH = 3;

    private final Path root;
    private final Path path;
    private final String shown;
    private final Consumer<String> log;
    private final LongSupplier nanoTime;

    /**
     * @param root nothing outside it is read, whatever links say
     * @param path the model, within the root
     * @param shown the source's name in messages
     */
    LocalSource(Path root, Path path, String shown, Consumer<String> log, LongSupplier nanoTime) {
        this.root = root;
        this.path = path;
        this.shown = shown;
        this.log = log;
        this.nanoTime = nanoTime;
    }

    @Override
    public Delivery deliverTo(Path folder, long maxBytes) throws FetchRefusedException, IOException {
        Path real = realPath();
        BasicFileAttributes attributes = Files.readAttributes(real, BasicFileAttributes.class);
        if (attributes.isDirectory()) {
            return copyDirectory(real, folder.resolve("directory"), maxBytes);
        }
        if (!attributes.isRegularFile()) {
            throw new FetchRefusedException(
                    FetchReason.SourceNotFound,
                    shown + " is neither a file nor a directory; model.uri must name a model");
        }
        return copyFile(real, folder.resolve("copy"), maxBytes, attributes.size());
    }

    private Path realPath() throws FetchRefusedException, IOException {
        if (!Files.isDirectory(root)) {
            throw new FetchRefusedException(
                    FetchReason.SourceNotFound, "%s: no volume is mounted at %s".formatted(shown, root));
        }
        if (!Files.exists(path)) {
            throw new FetchRefusedException(
                    FetchReason.SourceNotFound,
                    "there is no %s: nothing lies at that path of the volume; check model.uri".formatted(shown));
        }
        Path real = path.toRealPath();
        if (!real.startsWith(root.toRealPath())) {
            throw new FetchRefusedException(
                    FetchReason.SourceForbidden,
                    shown + " is a link that leaves its volume; put the model itself on the volume");
        }
        if (!Files.isReadable(real)) {
            throw new FetchRefusedException(
                    FetchReason.SourceForbidden,
                    shown + " may not be read by user 65532; make it readable for everyone");
        }
        return real;
    }

    private Delivery copyFile(Path from, Path to, long maxBytes, long size) throws FetchRefusedException, IOException {
        if (size > maxBytes) {
            throw MeteredCopy.tooLarge(shown, maxBytes);
        }
        OpenOption[] reading = {StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS};
        try (InputStream in = Files.newInputStream(from, reading)) {
            return MeteredCopy.copy(in, to, maxBytes, shown, new Progress(log, nanoTime, size));
        }
    }

    private Delivery copyDirectory(Path from, Path to, long maxBytes) throws FetchRefusedException, IOException {
        List<Path> files = files(from);
        if (!files.contains(from.resolve(SavedModelLayout.GRAPH))) {
            throw new FetchRefusedException(
                    FetchReason.FormatMismatch,
                    "%s is a directory without %s; model.uri must name a .keras file, a SavedModel directory or an archive of one"
                            .formatted(shown, SavedModelLayout.GRAPH));
        }
        long bytes = 0;
        for (Path file : files) {
            Path target = to.resolve(from.relativize(file).toString());
            Files.createDirectories(target.resolveSibling("."));
            bytes += copyFile(file, target, maxBytes - bytes, Files.size(file)).bytes();
        }
        return new Delivery(to, ModelDigest.of(to), bytes);
    }

    /** Every file below a SavedModel directory; refused when one of them does not belong there. */
    private List<Path> files(Path directory) throws FetchRefusedException, IOException {
        List<Path> files = new ArrayList<>();
        List<Path> strangers = new ArrayList<>();
        Files.walkFileTree(directory, Set.of(), MAX_DEPTH, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                boolean belongs = attributes.isRegularFile()
                        && SavedModelLayout.allows(
                                directory.relativize(file).toString().replace('\\', '/'));
                (belongs ? files : strangers).add(file);
                return files.size() + strangers.size() > SavedModelLayout.MAX_ENTRIES
                        ? FileVisitResult.TERMINATE
                        : FileVisitResult.CONTINUE;
            }
        });
        if (!strangers.isEmpty()) {
            throw SavedModelLayout.stranger(
                    shown, directory.relativize(strangers.getFirst()).toString());
        }
        if (files.size() > SavedModelLayout.MAX_ENTRIES) {
            throw SavedModelLayout.tooMany(shown);
        }
        return files;
    }
}
