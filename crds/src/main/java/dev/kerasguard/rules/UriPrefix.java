package dev.kerasguard.rules;

import java.util.List;
import java.util.stream.Stream;

/**
 * Matches URIs with the prefixes of policies. A prefix ends at a boundary: {@code https://models.example/team} covers
 * {@code https://models.example/team/a.keras} but neither {@code https://models.example/team-b} nor
 * {@code https://models.example.evil.example/}.
 */
public final class UriPrefix {

    private UriPrefix() {}

    /**
     * Whether the prefix covers the URI; scheme and host compare without case, a default port's number is no matter.
     */
    public static boolean covers(String prefix, String uri) {
        ModelUri outer = ModelUri.parse(prefix);
        ModelUri inner = ModelUri.parse(uri);
        if (outer == null || inner == null || !inner.normalized().startsWith(outer.normalized())) {
            return false;
        }
        String rest = inner.normalized().substring(outer.normalized().length());
        return outer.normalized().endsWith("/") || rest.isEmpty() || rest.startsWith("/") || rest.startsWith("?");
    }

    /** Whether the prefix names a host or a claim, not only a scheme. */
    static boolean namesHost(String prefix) {
        ModelUri parsed = ModelUri.parse(prefix);
        return parsed != null && !parsed.host().isEmpty();
    }

    /** The prefixes that cover exactly what both lists cover. */
    static List<String> intersection(List<String> first, List<String> second) {
        return first.stream()
                .flatMap(a -> second.stream().flatMap(b -> {
                    if (covers(a, b)) {
                        return Stream.of(b);
                    }
                    return covers(b, a) ? Stream.of(a) : Stream.empty();
                }))
                .distinct()
                .toList();
    }
}
