package dev.kerasguard.fetch;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The places that a policy names. A prefix is compared part by part, so that {@code http://models} names neither
 * {@code http://models.evil.example} nor {@code http://models@evil.example}.
 */
record UriPrefixes(List<String> prefixes) {

    UriPrefixes {
        prefixes = List.copyOf(prefixes);
    }

    /** Whether a prefix names this URI's server and path. */
    boolean name(URI uri) {
        return prefixes.stream()
                .map(UriPrefixes::parse)
                .filter(Objects::nonNull)
                .anyMatch(prefix -> sameServer(prefix, uri) && pathWithin(prefix, uri));
    }

    /** Whether a redirect may lead to this URI: it is named, or any server of its scheme is. */
    boolean permit(URI uri) {
        return name(uri) || (uri.getRawUserInfo() == null && prefixes.contains(lower(uri.getScheme()) + "://"));
    }

    private static @Nullable URI parse(String prefix) {
        try {
            return URI.create(prefix);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static boolean sameServer(URI prefix, URI uri) {
        return lower(prefix.getScheme()).equals(lower(uri.getScheme()))
                && prefix.getHost() != null
                && lower(prefix.getHost()).equals(lower(uri.getHost()))
                && port(prefix) == port(uri)
                && uri.getRawUserInfo() == null;
    }

    private static boolean pathWithin(URI prefix, URI uri) {
        String allowed = path(prefix);
        String path = path(uri);
        String decoded = "/" + (uri.getPath() == null ? "" : uri.getPath()) + "/";
        if (decoded.contains("/../") || decoded.contains("/./") || decoded.contains("\\")) {
            return false;
        }
        return path.startsWith(allowed);
    }

    private static String path(URI uri) {
        String path = uri.getRawPath();
        return path == null || path.isEmpty() ? "/" : path;
    }

    private static int port(URI uri) {
        if (uri.getPort() != -1) {
            return uri.getPort();
        }
        return "https".equals(lower(uri.getScheme())) ? 443 : 80;
    }

    private static String lower(@Nullable String text) {
        return text == null ? "" : text.toLowerCase(Locale.ROOT);
    }
}
