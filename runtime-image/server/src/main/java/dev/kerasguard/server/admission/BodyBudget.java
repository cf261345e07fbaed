package dev.kerasguard.server.admission;

import dev.kerasguard.server.protocol.Refusal;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds the memory of all bodies together, so that many large requests at once are refused, not an OutOfMemoryError.
 */
public final class BodyBudget {

    private final long bytes;
    private final AtomicLong used = new AtomicLong();

    /** @param bytes of all bodies together */
    public BodyBudget(long bytes) {
        this.bytes = bytes;
    }

    /** Takes memory; whoever took it gives it back. Refuses with status 503 when there is not enough. */
    public void take(long amount) {
        if (used.addAndGet(amount) > bytes) {
            used.addAndGet(-amount);
            throw Refusal.retryable(
                    503,
                    Refusal.Reason.QueueFull,
                    "this replica holds as many bytes of requests as it may (" + bytes + "); try again in 1 s",
                    1);
        }
    }

    /** Gives back what was taken. */
    public void give(long amount) {
        used.addAndGet(-amount);
    }
}
