package dev.kerasguard.fetch;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** How many bytes an archive may still become. Streams that share a budget count together. */
final class UnpackBudget {

    /** Weights hardly compress: an expansion beyond this is an attack, not a model. */
    private static final long MAX_RATIO = 200;

    /** So little that its ratio does not matter; also room for a tar archive's headers. */
    private static final long FREE = 16L << 20;

    private final long packed;
    private final long maxBytes;
    private long unpacked;

    /**
     * @param packed size of the archive
     * @param maxBytes bytes of all files at most
     */
    UnpackBudget(long packed, long maxBytes) {
        this.packed = packed;
        this.maxBytes = maxBytes;
    }

    /** Counts what is read from a stream; reading more than there is budget for throws {@link ExceededException}. */
    InputStream counting(InputStream in) {
        return new FilterInputStream(in) {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                int read = in.read(buffer, offset, length);
                spend(Math.max(read, 0));
                return read;
            }

            @Override
            public long skip(long bytes) throws IOException {
                long skipped = in.skip(bytes);
                spend(skipped);
                return skipped;
            }
        };
    }

    private void spend(long bytes) throws ExceededException {
        unpacked += bytes;
        if (unpacked - FREE > maxBytes) {
            throw new ExceededException(
                    "unpacks to more than %s, the most that a model may have".formatted(Progress.size(maxBytes)));
        }
        if (unpacked > FREE && unpacked / MAX_RATIO > packed) {
            throw new ExceededException(
                    "unpacks to more than %d times its size, which no model does".formatted(MAX_RATIO));
        }
    }

    /** An archive becomes more than it may. */
    static final class ExceededException extends IOException {

        private static final long serialVersionUID = 1L;

        ExceededException(String message) {
            super(message);
        }
    }
}
