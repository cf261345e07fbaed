package dev.kerasguard.server.schedule;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The bounded queue, which gives out requests as batches. Work-conserving: whoever is idle gets at once what is there.
 */
final class RequestQueue {

    private final int capacity;
    private final int maxRows;
    private final long maxDelayNanos;
    private final ArrayDeque<PendingRequest> waiting = new ArrayDeque<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private boolean closed;
    private long rows;

    /**
     * @param capacity requests that may wait
     * @param maxRows of a batch; 1: no request shares a batch
     * @param maxDelay how long an incomplete batch waits for more
     */
    RequestQueue(int capacity, int maxRows, Duration maxDelay) {
        this.capacity = capacity;
        this.maxRows = maxRows;
        this.maxDelayNanos = maxDelay.toNanos();
    }

    /** Adds a request; false when the queue is full or closed. */
    boolean offer(PendingRequest request) {
        lock.lock();
        try {
            if (closed || waiting.size() >= capacity) {
                return false;
            }
            waiting.add(request);
            rows += request.rows();
            arrived.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Takes a request out again, such as one whose client has left; false when it is not there any more. */
    boolean remove(PendingRequest request) {
        lock.lock();
        try {
            boolean removed = waiting.remove(request);
            rows -= removed ? request.rows() : 0;
            return removed;
        } finally {
            lock.unlock();
        }
    }

    /** The next batch, after waiting for one; empty when the queue is closed and nothing is left. */
    List<PendingRequest> take() throws InterruptedException {
        lock.lock();
        try {
            while (true) {
                while (waiting.isEmpty() && !closed) {
                    arrived.await();
                }
                long patience = maxDelayNanos;
                while (patience > 0 && rows < maxRows && !closed) {
                    patience = arrived.awaitNanos(patience);
                }
                PendingRequest head = waiting.poll();
                if (head != null) {
                    return batch(head);
                }
                if (closed) {
                    return List.of();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private List<PendingRequest> batch(PendingRequest head) {
        List<PendingRequest> batch = new ArrayList<>();
        batch.add(head);
        int taken = head.rows();
        Iterator<PendingRequest> rest = waiting.iterator();
        while (taken < maxRows && rest.hasNext()) {
            PendingRequest next = rest.next();
            if (taken + next.rows() <= maxRows && next.fitsWith(head)) {
                rest.remove();
                batch.add(next);
                taken += next.rows();
            }
        }
        rows -= taken;
        return batch;
    }

    int size() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    /** Rows of all requests that wait. */
    long rows() {
        lock.lock();
        try {
            return rows;
        } finally {
            lock.unlock();
        }
    }

    boolean isFull() {
        return size() >= capacity;
    }

    /** No request is added any more; those that wait are still given out. */
    void close() {
        lock.lock();
        try {
            closed = true;
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
