package dev.kerasguard.server.http;

import dev.kerasguard.server.protocol.Refusal;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How many requests are under way, and whether new ones are still taken. A clean stop has two steps: while leaving,
 * every answer asks its client to close the connection, so that the next request goes to another replica; when nobody
 * has come for a while the ports close, or, where somebody always comes, new requests are refused at last.
 */
public final class Traffic {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition quiet = lock.newCondition();
    private int underWay;
    private long lastEnd = System.nanoTime();
    private volatile boolean leaving;
    private volatile boolean draining;

    void begin() {
        lock.lock();
        try {
            underWay++;
        } finally {
            lock.unlock();
        }
    }

    void end() {
        lock.lock();
        try {
            lastEnd = System.nanoTime();
            if (--underWay == 0) {
                quiet.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Still answers, and lets every connection end with its next answer. */
    public void leave() {
        leaving = true;
    }

    /** Whether clients are asked to go elsewhere. */
    public boolean isLeaving() {
        return leaving;
    }

    /** Takes no new requests from now on. */
    public void drain() {
        leaving = true;
        draining = true;
    }

    /** Refuses with status 503 when the replica is stopping. */
    public void requireServing() {
        if (draining) {
            throw Refusal.retryable(
                    503, Refusal.Reason.Draining, "this replica is stopping; try again: another one answers", 1);
        }
    }

    /**
     * Waits until no request is under way and none has been for a while.
     *
     * @param silence how long a while is
     * @param time how long to wait for it
     * @return false when the time is over before
     */
    public boolean awaitQuiet(Duration silence, Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        lock.lock();
        try {
            while (true) {
                long now = System.nanoTime();
                long missing = silence.toNanos() - (now - lastEnd);
                if (underWay == 0 && missing <= 0) {
                    return true;
                }
                if (end - now <= 0) {
                    return false;
                }
                long _ = quiet.awaitNanos(Math.min(end - now, underWay == 0 ? missing : Long.MAX_VALUE));
            }
        } finally {
            lock.unlock();
        }
    }
}
