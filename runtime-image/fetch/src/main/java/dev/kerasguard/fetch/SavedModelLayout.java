package dev.kerasguard.fetch;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Which files a SavedModel has, and where an archive's entries go. An allowlist: what it does not name is refused. */
final class SavedModelLayout {

    /** The file that makes a directory a SavedModel. */
    static final String GRAPH = "saved_model.pb";

    /** Entries of an archive at most; shards of variables and assets are few. */
    static final int MAX_ENTRIES = 10_000;

    private static final Pattern FILE = Pattern.compile("saved_model\\.pb|fingerprint\\.pb|keras_metadata\\.pb"
            + "|variables/variables\\.(index|data-[0-9]{5}-of-[0-9]{5})"
            + "|assets/[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}");

    private static final Pattern WRAPPER = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_. +-]*/");
    private static final Set<String> FOLDERS = Set.of("", "variables", "assets");
    private static final int MAX_NAME = 512;

    private SavedModelLayout() {}

    /** Whether a SavedModel may have a file at this path, written with {@code /} and relative to it. */
    static boolean allows(String path) {
        return FILE.matcher(path).matches();
    }

    /**
     * What an archive says about one of its entries.
     *
     * @param name as the archive has it
     * @param kind what it would become
     */
    record Entry(String name, Kind kind) {}

    /** What an entry would become. */
    enum Kind {
        /** Bytes. */
        FILE,
        /** A folder. */
        FOLDER,
        /** A link, a device, a pipe. */
        OTHER
    }

    /**
     * Decides where each file of an archive goes. A single folder around the SavedModel is accepted and dropped.
     *
     * @param entries all entries of the archive
     * @return the path within the SavedModel by entry name, files only; every path is {@linkplain #allows allowed}
     */
    static Map<String, String> plan(String archive, List<Entry> entries) throws FetchRefusedException {
        if (entries.size() > MAX_ENTRIES) {
            throw tooMany(archive);
        }
        String wrapper = wrapper(archive, entries);
        Map<String, String> plan = new LinkedHashMap<>();
        Set<String> taken = new HashSet<>();
        for (Entry entry : entries) {
            Optional<String> path = within(wrapper, entry.name());
            boolean belongs = path.isPresent()
                    && switch (entry.kind()) {
                        case FILE -> allows(path.get());
                        case FOLDER -> FOLDERS.contains(path.get());
                        case OTHER -> false;
                    };
            if (!belongs) {
                throw stranger(archive, entry.name());
            }
            if (entry.kind() == Kind.FILE) {
                if (!taken.add(path.get())) {
                    throw new FetchRefusedException(
                            FetchReason.UnsafeArchive,
                            "%s has two entries for %s; pack it again".formatted(archive, path.get()));
                }
                plan.put(entry.name(), path.get());
            }
        }
        return plan;
    }

    /** The folder that holds the SavedModel, with its slash; empty when the archive's top does. */
    private static String wrapper(String archive, List<Entry> entries) throws FetchRefusedException {
        for (Entry entry : entries) {
            String name = withoutDot(entry.name());
            int slash = name.indexOf('/');
            String folder = name.substring(0, slash + 1);
            if (name.equals(folder + GRAPH)
                    && (folder.isEmpty() || WRAPPER.matcher(folder).matches())) {
                return folder;
            }
        }
        throw new FetchRefusedException(
                FetchReason.FormatMismatch,
                "%s is an archive without %s, at its top or in one folder; pack the directory that model.export() wrote"
                        .formatted(archive, GRAPH));
    }

    private static Optional<String> within(String wrapper, String raw) {
        String name = withoutDot(raw);
        if (raw.length() > MAX_NAME) {
            return Optional.empty();
        }
        String folder = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
        if (name.equals(wrapper) || name.isEmpty() || name.equals(".") || (folder + "/").equals(wrapper)) {
            return Optional.of("");
        }
        return name.startsWith(wrapper) ? Optional.of(folder.substring(wrapper.length())) : Optional.empty();
    }

    private static String withoutDot(String name) {
        return name.startsWith("./") ? name.substring(2) : name;
    }

    static FetchRefusedException stranger(String where, String name) {
        String printable = name.replaceAll("[^ -~]", "?");
        return new FetchRefusedException(
                FetchReason.UnsafeArchive,
                "%s has \"%s\", which is no part of a SavedModel: only saved_model.pb, fingerprint.pb, keras_metadata.pb, variables/ and files directly in assets/ are, and no links"
                        .formatted(where, printable.length() > 100 ? printable.substring(0, 100) + "..." : printable));
    }

    static FetchRefusedException tooMany(String where) {
        return new FetchRefusedException(
                FetchReason.UnsafeArchive, "%s has more than %d files".formatted(where, MAX_ENTRIES));
    }
}
