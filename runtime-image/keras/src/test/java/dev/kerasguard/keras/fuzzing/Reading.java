package dev.kerasguard.keras.fuzzing;

import com.sun.management.ThreadMXBean;
import dev.kerasguard.keras.ModelRefusedException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;

/** Reads what may be hostile, and counts what it costs: what the heap gave, and what arenas gave. */
public final class Reading {

    /** What a file may cost beyond its own size. */
    public static final long ALLOWANCE = 64L << 20;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private long outside;
    private long allocated;

    /** Something that reads a file. */
    @FunctionalInterface
    public interface Reader {
        /** Reads, with an arena whose allocations are counted. */
        void read(Arena arena) throws ModelRefusedException, IOException;
    }

    /**
     * Reads; a refusal is an answer like any other.
     *
     * @return the refusal; null when there was none
     */
    public @Nullable ModelRefusedException of(Reader reader) {
        long before = threads.getCurrentThreadAllocatedBytes();
        try (Arena arena = Arena.ofConfined()) {
            reader.read(new Counting(arena));
            return null;
        } catch (ModelRefusedException refused) {
            return refused;
        } catch (IOException e) {
            throw new IllegalStateException("is in memory, and could not be read", e);
        } finally {
            allocated = threads.getCurrentThreadAllocatedBytes() - before;
        }
    }

    /** What all of it took together, in bytes, whether or not it was given back meanwhile. */
    public long bytes() {
        return allocated + outside;
    }

    private final class Counting implements Arena {
        private final Arena arena;

        Counting(Arena arena) {
            this.arena = arena;
        }

        @Override
        public MemorySegment allocate(long byteSize, long byteAlignment) {
            outside += byteSize;
            return arena.allocate(byteSize, byteAlignment);
        }

        @Override
        public MemorySegment.Scope scope() {
            return arena.scope();
        }

        @Override
        public void close() {
            arena.close();
        }
    }
}
