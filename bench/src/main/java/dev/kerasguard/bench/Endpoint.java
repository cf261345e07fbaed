package dev.kerasguard.bench;

import java.net.URI;

/**
 * The one server that is measured, and the path on it.
 *
 * @param host a name or an address; an IPv6 address without brackets
 * @param path path and query, as they go into the request line
 */
record Endpoint(String host, int port, String path) {
    /** Takes apart {@code http://host[:port]/path}; anything else is refused with the reason. */
    static Endpoint parse(String url) {
        URI uri;
        try {
            uri = URI.create(url);
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException("'" + url + "' is not a URL: " + malformed.getMessage(), malformed);
        }
        String host = uri.getHost();
        if (!"http".equals(uri.getScheme()) || host == null || uri.getUserInfo() != null) {
            throw new IllegalArgumentException(
                    "'" + url + "' cannot be measured: give http://host:port/path, without user or TLS");
        }
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return new Endpoint(bare, uri.getPort() < 0 ? 80 : uri.getPort(), path + query);
    }

    /** The same server, another path. */
    Endpoint at(String otherPath) {
        return new Endpoint(host, port, otherPath);
    }

    /** What goes into the Host header. */
    String authority() {
        return (host.contains(":") ? "[" + host + "]" : host) + (port == 80 ? "" : ":" + port);
    }
}
