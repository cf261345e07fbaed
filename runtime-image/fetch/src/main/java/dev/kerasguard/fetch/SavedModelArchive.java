package dev.kerasguard.fetch;

import dev.kerasguard.fetch.SavedModelLayout.Entry;
import dev.kerasguard.fetch.SavedModelLayout.Kind;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/**
 * Unpacks an archive of a SavedModel. The archive is read twice: once to judge every entry and the total size, then to
 * write. An entry's name never becomes a path; {@link SavedModelLayout} says where it goes.
 */
final class SavedModelArchive {

    private final Path file;
    private final ModelContent content;
    private final String shown;
    private final long maxBytes;

    /**
     * @param content ZIP, TAR or TAR_GZ
     * @param shown the source's name in messages
     * @param maxBytes bytes of all unpacked files at most
     */
    SavedModelArchive(Path file, ModelContent content, String shown, long maxBytes) {
        this.file = file;
        this.content = content;
        this.shown = shown;
        this.maxBytes = maxBytes;
    }

    /** Unpacks into a folder that does not exist yet. */
    void unpackTo(Path folder) throws FetchRefusedException, IOException {
        Map<String, String> plan = SavedModelLayout.plan(shown, entries());
        Files.createDirectory(folder);
        read((entry, bytes) -> {
            String path = plan.get(entry.name());
            if (path != null) {
                Path target = folder.resolve(path);
                Files.createDirectories(target.resolveSibling("."));
                try (OutputStream out =
                        Files.newOutputStream(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                    bytes.transferTo(out);
                }
            }
        });
    }

    /** Reads all of the archive, so that a damaged or exploding one is refused before a byte is written. */
    private List<Entry> entries() throws FetchRefusedException {
        List<Entry> entries = new ArrayList<>();
        try {
            read((entry, bytes) -> {
                if (entries.size() > SavedModelLayout.MAX_ENTRIES) {
                    throw new UnpackBudget.ExceededException(
                            "has more than %d files".formatted(SavedModelLayout.MAX_ENTRIES));
                }
                entries.add(entry);
                bytes.transferTo(OutputStream.nullOutputStream());
            });
        } catch (UnpackBudget.ExceededException e) {
            throw new FetchRefusedException(FetchReason.UnsafeArchive, shown + " " + e.getMessage());
        } catch (EOFException e) {
            throw damaged("it ends too early");
        } catch (IOException | IllegalArgumentException e) {
            throw damaged(String.valueOf(e.getMessage()));
        }
        return entries;
    }

    private FetchRefusedException damaged(String how) {
        return new FetchRefusedException(
                FetchReason.UnsafeArchive, "%s is a damaged archive: %s; pack it again".formatted(shown, how));
    }

    /** What is done with each entry. */
    private interface Visitor {
        void visit(Entry entry, InputStream bytes) throws IOException;
    }

    private void read(Visitor visitor) throws IOException {
        UnpackBudget budget = new UnpackBudget(Files.size(file), maxBytes);
        if (content == ModelContent.ZIP) {
            readZip(visitor, budget);
        } else {
            readTar(visitor, budget);
        }
    }

    private void readZip(Visitor visitor, UnpackBudget budget) throws IOException {
        try (ZipFile zip = ZipFile.builder().setPath(file).get()) {
            for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
                Kind kind = entry.isDirectory() ? Kind.FOLDER : entry.isUnixSymlink() ? Kind.OTHER : Kind.FILE;
                try (InputStream bytes = budget.counting(zip.getInputStream(entry))) {
                    visitor.visit(new Entry(entry.getName(), kind), bytes);
                }
            }
        }
    }

    private void readTar(Visitor visitor, UnpackBudget budget) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file));
                InputStream plain = content == ModelContent.TAR_GZ ? new GZIPInputStream(in) : in;
                TarArchiveInputStream tar = new TarArchiveInputStream(budget.counting(plain), "UTF-8")) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Kind kind = switch (entry.getLinkFlag()) {
                    case TarConstants.LF_NORMAL, TarConstants.LF_OLDNORM ->
                        entry.isDirectory() ? Kind.FOLDER : Kind.FILE;
                    case TarConstants.LF_DIR -> Kind.FOLDER;
                    default -> Kind.OTHER;
                };
                visitor.visit(new Entry(entry.getName(), kind), tar);
            }
        }
    }
}
