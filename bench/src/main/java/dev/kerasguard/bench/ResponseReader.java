package dev.kerasguard.bench;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** Reads one HTTP/1.1 response (RFC 9112): a head of at most 16 KiB, a body of at most 64 MiB. */
final class ResponseReader {
    private static final int MAX_HEAD = 16 << 10;
    private static final int MAX_BODY = 64 << 20;
    private static final byte[] NOTHING = new byte[0];

    private final InputStream in;
    private int allowance = MAX_HEAD;
    private boolean spoke;

    ResponseReader(InputStream in) {
        this.in = in;
    }

    /** Whether the server closed the connection before it said anything: the request was not answered at all. */
    boolean saidNothing() {
        return !spoke;
    }

    Response read() throws IOException {
        String start = line();
        if (!start.startsWith("HTTP/1.") || start.length() < 12) {
            throw new IOException("not an HTTP/1 response: '" + printable(start) + "'");
        }
        int status = number(start.substring(9, 12), 10);
        boolean close = start.startsWith("HTTP/1.0");
        boolean chunked = false;
        int length = -1;
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            String name = colon < 0 ? line : line.substring(0, colon).toLowerCase(Locale.ROOT);
            String value = line.substring(colon + 1).strip();
            switch (name) {
                case "content-length" -> length = number(value, 10);
                case "transfer-encoding" -> chunked = value.equalsIgnoreCase("chunked");
                case "connection" -> close = value.equalsIgnoreCase("close");
                default -> {}
            }
        }
        boolean bodiless = status == 204 || status == 304;
        if (chunked) {
            return new Response(status, chunks(), !close);
        }
        if (length < 0 && !bodiless) {
            throw new IOException("a response with neither Content-Length nor chunks");
        }
        return new Response(status, bodiless ? NOTHING : exactly(length), !close);
    }

    private byte[] chunks() throws IOException {
        byte[] body = NOTHING;
        while (true) {
            String size = line();
            int semicolon = size.indexOf(';');
            byte[] chunk = exactly(number((semicolon < 0 ? size : size.substring(0, semicolon)).strip(), 16));
            allowance = MAX_HEAD;
            if (chunk.length == 0) {
                String trailer = line();
                while (!trailer.isEmpty()) {
                    trailer = line();
                }
                return body;
            }
            if (body.length + chunk.length > MAX_BODY) {
                throw new IOException("a response body of more than " + MAX_BODY + " bytes");
            }
            byte[] joined = new byte[body.length + chunk.length];
            System.arraycopy(body, 0, joined, 0, body.length);
            System.arraycopy(chunk, 0, joined, body.length, chunk.length);
            body = joined;
            if (!line().isEmpty()) {
                throw new IOException("a chunk that is longer than it says");
            }
        }
    }

    private byte[] exactly(int length) throws IOException {
        if (length > MAX_BODY) {
            throw new IOException("a response body of more than " + MAX_BODY + " bytes");
        }
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the connection ended within the response body");
        }
        return bytes;
    }

    private String line() throws IOException {
        byte[] line = new byte[128];
        int length = 0;
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("the connection ended within the response head");
            }
            spoke = true;
            if (--allowance < 0) {
                throw new IOException("a response head of more than " + MAX_HEAD + " bytes");
            }
            if (length == line.length) {
                line = Arrays.copyOf(line, 2 * length);
            }
            line[length++] = (byte) b;
        }
        int end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
        return new String(line, 0, end, StandardCharsets.ISO_8859_1);
    }

    private static int number(String text, int radix) throws IOException {
        try {
            int number = Integer.parseInt(text, radix);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException malformed) {
            throw new IOException("'" + printable(text) + "' where HTTP wants a number", malformed);
        }
        throw new IOException("'" + printable(text) + "' where HTTP wants a number");
    }

    private static String printable(String text) {
        return text.substring(0, Math.min(40, text.length())).replaceAll("[^ -~]", "?");
    }
}
