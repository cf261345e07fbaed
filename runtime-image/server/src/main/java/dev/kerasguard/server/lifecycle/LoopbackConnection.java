package dev.kerasguard.server.lifecycle;

import dev.kerasguard.server.protocol.ExampleRequests.ExampleRequest;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

/**
 * One HTTP connection to a server in this process, for one request again and again. As little code as can speak to our
 * own server, because the JVM's compilers should spend their time on the server.
 */
final class LoopbackConnection implements AutoCloseable {

    /** Where a private port listens. */
    static final String HOST = "127.0.0.1";

    private static final int MAX_HEAD_BYTES = 8192;
    private static final String LENGTH = "content-length:";

    private final byte[] request;
    private final Socket socket;
    private final InputStream in;

    /**
     * @param request what is sent
     * @param patience how long an answer may take
     */
    LoopbackConnection(int port, ExampleRequest request, Duration patience) throws IOException {
        this.request = bytes(request);
        this.socket = new Socket(InetAddress.ofLiteral(HOST), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(Math.toIntExact(Math.max(1, patience.toMillis())));
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    private static byte[] bytes(ExampleRequest request) {
        StringBuilder head = new StringBuilder("POST ").append(request.path()).append(" HTTP/1.1\r\n");
        head.append("Host: localhost\r\nUser-Agent: warm-up\r\nAccept: */*\r\n");
        head.append("Content-Type: ")
                .append(request.jsonLength().isPresent() ? "application/octet-stream" : "application/json")
                .append("\r\n");
        request.jsonLength()
                .ifPresent(length -> head.append("Inference-Header-Content-Length: ")
                        .append(length)
                        .append("\r\n"));
        head.append("Content-Length: ").append(request.body().length()).append("\r\n\r\n");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(head.toString().getBytes(StandardCharsets.US_ASCII));
        bytes.write(request.body().array(), 0, request.body().length());
        return bytes.toByteArray();
    }

    /**
     * Sends the request and reads its whole answer.
     *
     * @return the answer's status
     */
    int send() throws IOException {
        socket.getOutputStream().write(request);
        String[] head = head().split("\r\n", -1);
        int length = 0;
        for (String line : head) {
            if (line.toLowerCase(Locale.ROOT).startsWith(LENGTH)) {
                length = Integer.parseInt(line.substring(LENGTH.length()).strip());
            }
        }
        in.skipNBytes(length);
        String status = head[0];
        if (!status.startsWith("HTTP/1.1 ") || status.length() < 12) {
            throw new IOException("not an answer of HTTP/1.1");
        }
        return Integer.parseInt(status.substring(9, 12));
    }

    private String head() throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        for (int last = 0; last != 0x0D0A0D0A; ) {
            int next = in.read();
            if (next < 0 || head.size() == MAX_HEAD_BYTES) {
                throw new EOFException("no answer, after " + head.size() + " bytes of its head");
            }
            head.write(next);
            last = last << 8 | next;
        }
        return head.toString(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // it is of no use any more, either way
        }
    }
}
