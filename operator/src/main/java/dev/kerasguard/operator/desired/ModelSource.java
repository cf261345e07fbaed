package dev.kerasguard.operator.desired;

import java.net.URI;

/** Where a model comes from, as far as the cluster must know. */
public sealed interface ModelSource {

    /**
     * A volume of the service's namespace.
     *
     * @param name of the PersistentVolumeClaim
     */
    record Claim(String name) implements ModelSource {}

    /**
     * A server that speaks HTTP.
     *
     * @param host as the URI says
     * @param port as the URI says, or the scheme's own
     */
    record Web(String host, int port) implements ModelSource {}

    /**
     * The source of a URI.
     *
     * @throws IllegalArgumentException when the scheme is none that can be fetched; the rules refuse it before
     */
    static ModelSource of(String uri) {
        URI parsed = URI.create(uri);
        String scheme = String.valueOf(parsed.getScheme());
        return switch (scheme) {
            case "pvc" -> new Claim(parsed.getAuthority());
            case "https" -> new Web(parsed.getHost(), parsed.getPort() < 0 ? 443 : parsed.getPort());
            case "http" -> new Web(parsed.getHost(), parsed.getPort() < 0 ? 80 : parsed.getPort());
            default ->
                throw new IllegalArgumentException(
                        "the scheme %s cannot be fetched; use pvc, https or http".formatted(scheme));
        };
    }
}
