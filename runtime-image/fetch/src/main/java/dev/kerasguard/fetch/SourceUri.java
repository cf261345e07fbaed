package dev.kerasguard.fetch;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Makes a source of a URI.
 *
 * @param mount where a pod mounts the claim of a {@code pvc://} source
 * @param inCluster in a cluster the files of the container itself are no source
 */
record SourceUri(Path mount, boolean inCluster, HttpLimits limits, Consumer<String> log, LongSupplier nanoTime) {

    /**
     * The source that a URI means.
     *
     * @param allowedPrefixes where redirects may lead, and whose private addresses are meant
     */
    ModelSource source(String text, List<String> allowedPrefixes) throws FetchRefusedException {
        URI uri = parse(text);
        String scheme = Objects.requireNonNullElse(uri.getScheme(), "").toLowerCase(Locale.ROOT);
        return switch (scheme) {
            case "https", "http" -> {
                if (uri.getHost() == null || uri.getRawUserInfo() != null) {
                    throw invalid("model.uri must be %s://host/path, without user or password".formatted(scheme));
                }
                yield new HttpSource(uri, limits, new UriPrefixes(allowedPrefixes), log, nanoTime);
            }
            case "pvc" -> new LocalSource(mount, mount.resolve(pathInClaim(uri)), shown(text), log, nanoTime);
            case "file" -> file(uri);
            default ->
                throw invalid("model.uri has the scheme \"%s\"; known are https, http and pvc".formatted(scheme));
        };
    }

    private ModelSource file(URI uri) throws FetchRefusedException {
        if (inCluster) {
            throw invalid("file:// is no source in a cluster; use pvc://claim/path");
        }
        try {
            Path path = Path.of(uri);
            return new LocalSource(
                    Objects.requireNonNullElse(path.getRoot(), path), path, path.toString(), log, nanoTime);
        } catch (IllegalArgumentException e) {
            throw invalid("model.uri is no file:///path: " + e.getMessage());
        }
    }

    private static String pathInClaim(URI uri) throws FetchRefusedException {
        String path = Objects.requireNonNullElse(uri.getPath(), "");
        String relative = path.startsWith("/") ? path.substring(1) : path;
        boolean safe = uri.getAuthority() != null
                && !relative.isEmpty()
                && relative.chars().noneMatch(c -> c < ' ' || c == '\\' || c == 0x7f);
        for (String part : relative.split("/", -1)) {
            safe &= !part.equals("..") && !part.equals(".");
        }
        try {
            if (safe && !Path.of(relative).isAbsolute()) {
                return relative;
            }
        } catch (InvalidPathException e) {
            // Said below: no path that can be written in a spec is worth its own message.
        }
        throw invalid("model.uri must be pvc://claim/path, the path without \"..\" and control characters");
    }

    private static URI parse(String text) throws FetchRefusedException {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw invalid("model.uri is no URI: %s at position %d".formatted(e.getReason(), e.getIndex()));
        }
    }

    /** A URI as logs and messages show it: what follows {@code ?} may be a signature that gives access. */
    static String shown(String uri) {
        int query = uri.indexOf('?');
        return query < 0 ? uri : uri.substring(0, query) + "?...";
    }

    private static FetchRefusedException invalid(String message) {
        return new FetchRefusedException(FetchReason.InvalidConfig, message);
    }
}
