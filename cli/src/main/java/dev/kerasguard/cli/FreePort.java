package dev.kerasguard.cli;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Finds out before a server starts whether it will get its port. */
final class FreePort {

    private FreePort() {}

    /**
     * The port itself when nobody listens on it.
     *
     * @param port 0 for any free one
     * @param option what to change, in the message
     * @throws IOException when the port is taken, or may not be used
     */
    static int of(String host, int port, String option) throws IOException {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName(host))) {
            return socket.getLocalPort();
        } catch (BindException e) {
            throw new IOException(
                    "port %d of %s cannot be had (%s); choose another with %s, or 0 for any"
                            .formatted(port, host, e.getMessage(), option),
                    e);
        }
    }
}
