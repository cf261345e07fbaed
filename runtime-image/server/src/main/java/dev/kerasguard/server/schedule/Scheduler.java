package dev.kerasguard.server.schedule;

import dev.kerasguard.server.engine.BatchEngine;
import dev.kerasguard.server.metrics.ServerMetrics;
import dev.kerasguard.server.protocol.Refusal;
import dev.kerasguard.server.protocol.RefusedException;
import dev.kerasguard.server.tensor.HostTensor;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Decides when a request runs and with whom. */
public final class Scheduler implements AutoCloseable {

    private final RequestQueue queue;
    private final BatchExecutor executor;
    private final ServiceRate rate = new ServiceRate();
    private final Thread thread;
    private final boolean batches;

    /**
     * How requests are put together.
     *
     * @param queueCapacity requests that may wait
     * @param batches whether requests may share a run
     * @param maxRows of a run
     * @param maxDelay how long an idle executor waits for more rows
     */
    public record Plan(int queueCapacity, boolean batches, int maxRows, Duration maxDelay) {}

    /** Starts the executor. */
    public Scheduler(Plan plan, BatchEngine engine, ServerMetrics metrics) {
        this.batches = plan.batches();
        int maxRows = plan.batches() ? plan.maxRows() : 1;
        this.queue = new RequestQueue(plan.queueCapacity(), maxRows, plan.batches() ? plan.maxDelay() : Duration.ZERO);
        this.executor = new BatchExecutor(queue, engine, maxRows, rate, metrics);
        metrics.watchQueue(queue::size);
        this.thread = Thread.ofPlatform().name("executor").daemon().start(executor);
    }

    /**
     * Queues a request. Cancelling the future takes it out of the queue.
     *
     * @param inputs validated, in the signature's order
     * @param deadline nanoseconds of {@link System#nanoTime()}
     * @return its outputs in the signature's order; completed on the executor's thread
     * @throws RefusedException with status 503 when the queue is full
     */
    public CompletableFuture<List<HostTensor>> submit(List<HostTensor> inputs, long deadline) {
        int rows = batches ? Math.toIntExact(inputs.getFirst().rows()) : 1;
        PendingRequest request = new PendingRequest(inputs, rows, System.nanoTime(), deadline);
        if (!queue.offer(request)) {
            throw full();
        }
        CompletableFuture<List<HostTensor>> outputs = request.outputs();
        var _ = outputs.whenComplete((o, e) -> {
            if (outputs.isCancelled()) {
                queue.remove(request);
            }
        });
        return outputs;
    }

    /**
     * Refuses when the queue is full.
     *
     * @throws RefusedException with status 503
     */
    public void requireCapacity() {
        if (queue.isFull()) {
            throw full();
        }
    }

    private RefusedException full() {
        long seconds = rate.secondsFor(queue.rows());
        return Refusal.retryable(
                503,
                Refusal.Reason.QueueFull,
                "the queue is full: " + queue.size() + " requests wait; at the present rate they are done in " + seconds
                        + " s",
                seconds);
    }

    /** How long the current run has taken; zero when there is none. */
    public Duration busyFor() {
        return executor.busyFor();
    }

    /** Takes no more requests, finishes those that wait, and ends the executor. */
    @Override
    public void close() {
        queue.close();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
