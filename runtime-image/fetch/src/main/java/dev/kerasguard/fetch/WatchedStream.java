package dev.kerasguard.fetch;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The body of a response, cut when it comes too slowly: a server that sends a byte now and then would otherwise hold
 * the pod for ever. Its failures are {@link SourceFailedException}s, so that they are told from a full disk.
 */
final class WatchedStream extends FilterInputStream {

    private final AtomicLong received = new AtomicLong();
    private final Thread watch;
    private volatile boolean cut;

    WatchedStream(InputStream body, HttpLimits limits) {
        super(body);
        this.watch = Thread.ofVirtual().start(() -> watch(limits));
    }

    private void watch(HttpLimits limits) {
        try {
            long before = 0;
            while (true) {
                Thread.sleep(limits.window());
                long now = received.get();
                if (now - before < limits.bytesPerWindow()) {
                    cut = true;
                    in.close();
                    return;
                }
                before = now;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            // The reader sees `cut`; how closing failed adds nothing to it.
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read;
        try {
            read = in.read(buffer, offset, length);
        } catch (IOException e) {
            throw failed(cut ? tooSlow() : "the connection broke: " + e.getMessage());
        }
        if (cut) {
            throw failed(tooSlow());
        }
        received.addAndGet(Math.max(read, 0));
        return read;
    }

    private SourceFailedException failed(String how) {
        long bytes = received.get();
        return new SourceFailedException("%s after %s".formatted(how, Progress.size(bytes)), bytes > 0);
    }

    private static String tooSlow() {
        return "the server sends too slowly";
    }

    @Override
    public void close() throws IOException {
        watch.interrupt();
        super.close();
    }
}
