package dev.kerasguard.rules;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a model's URI, taken apart without repairing anything: a parser that forgives would let two programs see
 * two hosts in one text.
 *
 * @param scheme in lower case
 * @param userInfo what stands before {@code @}; null: nothing does
 * @param host of http and https: in lower case, without a trailing dot or a default port's number; of pvc: the claim
 * @param port null: the scheme's own
 * @param path with its leading slash; may be empty
 * @param query without its question mark; null: there is none
 * @param fragment without its hash; null: there is none
 */
record ModelUri(
        String scheme,
        @Nullable String userInfo,
        String host,
        @Nullable String port,
        String path,
        @Nullable String query,
        @Nullable String fragment) {

    // RFC 3986, appendix B, with the authority taken apart.
    private static final Pattern PARTS = Pattern.compile(
            "([A-Za-z][A-Za-z0-9+.-]*)://(?:([^/?#]*)@)?(\\[[^/?#]*]|[^/?#:]*)(?::([^/?#]*))?(/[^?#]*)?(?:\\?([^#]*))?(?:#(.*))?",
            Pattern.DOTALL);

    /** The parts; null when the text does not begin with a scheme and {@code ://}. */
    static @Nullable ModelUri parse(String text) {
        Matcher parts = PARTS.matcher(text);
        if (!parts.matches()) {
            return null;
        }
        String scheme = parts.group(1).toLowerCase(Locale.ROOT);
        String host = parts.group(3);
        String path = parts.group(5);
        return new ModelUri(
                scheme,
                parts.group(2),
                "pvc".equals(scheme) ? host : withoutTrailingDot(host.toLowerCase(Locale.ROOT)),
                withoutDefault(scheme, parts.group(4)),
                path == null ? "" : path,
                parts.group(6),
                parts.group(7));
    }

    /** Whether it names a server rather than a volume. */
    boolean isHttp() {
        return scheme.equals("http") || scheme.equals("https");
    }

    /** The text that prefixes are compared with: credentials and fragment dropped, as they are refused anyway. */
    String normalized() {
        return "%s://%s%s%s%s"
                .formatted(scheme, host, port == null ? "" : ":" + port, path, query == null ? "" : "?" + query);
    }

    private static String withoutTrailingDot(String host) {
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }

    private static @Nullable String withoutDefault(String scheme, @Nullable String port) {
        String usual = switch (scheme) {
            case "https" -> "443";
            case "http" -> "80";
            default -> "";
        };
        return usual.equals(port) ? null : port;
    }
}
