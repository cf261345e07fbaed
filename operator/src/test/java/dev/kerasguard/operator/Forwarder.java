package dev.kerasguard.operator;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;

/** A network between a client and a server that can fall silent: connections stay open, and nothing arrives. */
final class Forwarder implements AutoCloseable {

    private final ServerSocket listening = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());
    private final CountDownLatch never = new CountDownLatch(1);
    private final int server;
    private volatile boolean silent;

    /** @param server port on the loopback interface */
    Forwarder(int server) throws IOException {
        this.server = server;
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    /** From now on nothing arrives, on old connections and on new ones. */
    void fallSilent() {
        silent = true;
    }

    @Override
    public void close() throws IOException {
        never.countDown();
        listening.close();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listening.accept();
                Socket there = new Socket(InetAddress.getLoopbackAddress(), server);
                Thread.ofVirtual().start(() -> forward(client, there));
                Thread.ofVirtual().start(() -> forward(there, client));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void forward(Socket from, Socket to) {
        try (from;
                to) {
            byte[] buffer = new byte[16 << 10];
            InputStream in = from.getInputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (silent) {
                    never.await();
                    return;
                }
                to.getOutputStream().write(buffer, 0, read);
            }
        } catch (IOException | InterruptedException ended) {
            // One side has gone.
        }
    }
}
