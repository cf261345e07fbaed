package dev.kerasguard.keras.archive;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Bytes that an archive lies in. */
interface ByteSource {

    /** How many there are. */
    long size() throws IOException;

    /** Reads some bytes from a position on; -1 when there are none. */
    int read(ByteBuffer target, long at) throws IOException;

    /** A part of it without a copy; only of what is in memory. */
    MemorySegment slice(long at, long bytes);

    /** Whether {@link #slice} can be had. */
    boolean isInMemory();

    /** A file. */
    record Channel(FileChannel channel) implements ByteSource {
        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public int read(ByteBuffer target, long at) throws IOException {
            return channel.read(target, at);
        }

        @Override
        public MemorySegment slice(long at, long bytes) {
            throw new UnsupportedOperationException("a file is read, not sliced");
        }

        @Override
        public boolean isInMemory() {
            return false;
        }
    }

    /** What was read before. */
    record Memory(MemorySegment bytes) implements ByteSource {
        @Override
        public long size() {
            return bytes.byteSize();
        }

        @Override
        public int read(ByteBuffer target, long at) {
            int count = (int) Math.min(target.remaining(), bytes.byteSize() - at);
            if (count <= 0) {
                return -1;
            }
            target.put(bytes.asSlice(at, count).asByteBuffer());
            return count;
        }

        @Override
        public MemorySegment slice(long at, long length) {
            return bytes.asSlice(at, length);
        }

        @Override
        public boolean isInMemory() {
            return true;
        }
    }
}
