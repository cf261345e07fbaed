package dev.kerasguard.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/1.1 connection that is used for one request at a time and opened again when the server closed it.
 *
 * <p>Plain blocking sockets: the client's own share of a latency is then tens of microseconds (docs/performance.md),
 * which matters when the server's share is a millisecond.
 */
final class Connection implements AutoCloseable {
    private final Endpoint endpoint;
    private @Nullable Socket socket;
    private @Nullable InputStream in;
    private long reopened;

    Connection(Endpoint endpoint) {
        this.endpoint = endpoint;
    }

    /** How often a kept connection turned out to be closed, and the request went over a new one. */
    long reopened() {
        return reopened;
    }

    /**
     * Sends the request and reads the whole response.
     *
     * @param timeoutMillis for the exchange; at least 1
     * @throws SocketTimeoutException when it is over
     */
    Response exchange(RequestBytes request, long timeoutMillis) throws IOException {
        long deadline = System.nanoTime() + timeoutMillis * 1_000_000;
        boolean kept = socket != null;
        try {
            return attempt(request, deadline, kept);
        } catch (IdleClosedException closed) {
            reopened++;
            return attempt(request, deadline, false);
        }
    }

    @Override
    public void close() {
        try {
            if (socket != null) {
                socket.close();
            }
        } catch (IOException alreadyBroken) {
            // A socket that cannot be closed is as gone as one that can.
        }
        socket = null;
        in = null;
    }

    private Response attempt(RequestBytes request, long deadline, boolean kept) throws IOException {
        boolean answered = false;
        ResponseReader reader = null;
        try {
            InputStream stream = open(deadline);
            reader = new ResponseReader(stream);
            Socket open = Objects.requireNonNull(socket);
            open.getOutputStream().write(request.bytes());
            open.setSoTimeout(remaining(deadline));
            Response response = reader.read();
            answered = response.reusable();
            return response;
        } catch (SocketTimeoutException late) {
            throw late;
        } catch (IOException broken) {
            // RFC 9112, 9.3.1: a kept connection may close at any time; a request without side effects goes again.
            if (kept && (reader == null || reader.saidNothing())) {
                throw new IdleClosedException(broken);
            }
            throw broken;
        } finally {
            if (!answered) {
                close();
            }
        }
    }

    private InputStream open(long deadline) throws IOException {
        if (in != null) {
            return in;
        }
        Socket opened = new Socket();
        socket = opened;
        opened.setOption(StandardSocketOptions.TCP_NODELAY, true);
        opened.connect(
                new InetSocketAddress(InetAddress.getByName(endpoint.host()), endpoint.port()), remaining(deadline));
        in = new BufferedInputStream(opened.getInputStream(), 16 << 10);
        return in;
    }

    private static int remaining(long deadline) throws SocketTimeoutException {
        long millis = (deadline - System.nanoTime() + 999_999) / 1_000_000;
        if (millis <= 0) {
            throw new SocketTimeoutException("no time left");
        }
        return (int) millis;
    }

    private static final class IdleClosedException extends IOException {
        private static final long serialVersionUID = 1L;

        IdleClosedException(IOException cause) {
            super(cause);
        }
    }
}
