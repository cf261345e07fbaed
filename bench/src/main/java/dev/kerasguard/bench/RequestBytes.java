package dev.kerasguard.bench;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A whole HTTP/1.1 request as bytes, made once and sent many times, so that the client's own work stays small.
 *
 * @param endpoint where it goes
 * @param bytes request line, headers and body; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // never compared: it is only sent
record RequestBytes(Endpoint endpoint, byte[] bytes) {
    static RequestBytes get(Endpoint endpoint) {
        return make("GET", endpoint, Map.of(), new byte[0]);
    }

    static RequestBytes post(Endpoint endpoint, Map<String, String> headers, byte[] body) {
        return make("POST", endpoint, headers, body);
    }

    private static RequestBytes make(String method, Endpoint endpoint, Map<String, String> headers, byte[] body) {
        StringBuilder head = new StringBuilder(256);
        head.append(method).append(' ').append(endpoint.path()).append(" HTTP/1.1\r\n");
        line(head, "Host", endpoint.authority());
        line(head, "User-Agent", "kerasguard-bench");
        headers.forEach((name, value) -> line(head, name, value));
        if (method.equals("POST")) {
            line(head, "Content-Length", Integer.toString(body.length));
        }
        byte[] start = head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
        byte[] all = new byte[start.length + body.length];
        System.arraycopy(start, 0, all, 0, start.length);
        System.arraycopy(body, 0, all, start.length, body.length);
        return new RequestBytes(endpoint, all);
    }

    private static void line(StringBuilder head, String name, String value) {
        if (!name.matches("[A-Za-z0-9-]+") || value.chars().anyMatch(c -> c < ' ' || c > '~')) {
            throw new IllegalArgumentException("header '" + name + "' holds a character that no header may hold");
        }
        head.append(name).append(": ").append(value).append("\r\n");
    }
}
