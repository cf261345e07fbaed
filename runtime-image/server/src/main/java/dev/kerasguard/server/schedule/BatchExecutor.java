package dev.kerasguard.server.schedule;

import dev.kerasguard.server.engine.BatchEngine;
import dev.kerasguard.server.metrics.ServerMetrics;
import dev.kerasguard.server.protocol.Refusal;
import dev.kerasguard.server.tensor.HostTensor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.exceptions.TensorFlowException;

/** Takes batches from the queue and runs them, one after the other, on its own thread. */
final class BatchExecutor implements Runnable {

    private static final Logger LOG = Logger.getLogger(BatchExecutor.class);
    private static final int MAX_SAID = 300;

    private final RequestQueue queue;
    private final BatchEngine engine;
    private final int maxRows;
    private final ServiceRate rate;
    private final ServerMetrics metrics;
    private final AtomicLong runningSince = new AtomicLong();

    BatchExecutor(RequestQueue queue, BatchEngine engine, int maxRows, ServiceRate rate, ServerMetrics metrics) {
        this.queue = queue;
        this.engine = engine;
        this.maxRows = maxRows;
        this.rate = rate;
        this.metrics = metrics;
    }

    @Override
    public void run() {
        try {
            for (List<PendingRequest> batch = queue.take(); !batch.isEmpty(); batch = queue.take()) {
                List<PendingRequest> live = withoutExpired(batch);
                if (!live.isEmpty()) {
                    runningSince.set(System.nanoTime());
                    answer(live);
                    runningSince.set(0);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** How long the current run has taken; zero when there is none. */
    Duration busyFor() {
        long since = runningSince.get();
        return since == 0 ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - since);
    }

    private List<PendingRequest> withoutExpired(List<PendingRequest> batch) {
        long now = System.nanoTime();
        List<PendingRequest> live = new ArrayList<>(batch.size());
        for (PendingRequest request : batch) {
            if (request.outputs().isDone()) {
                continue;
            }
            if (request.isExpired(now)) {
                request.outputs().completeExceptionally(Refusal.timedOut("the deadline passed in the queue"));
                continue;
            }
            metrics.queued(now - request.enqueued());
            live.add(request);
        }
        return live;
    }

    /** Answers each request; one that makes a shared run fail does not harm its neighbours, who run again alone. */
    private void answer(List<PendingRequest> batch) {
        try {
            if (batch.size() == 1) {
                PendingRequest only = batch.getFirst();
                only.outputs().complete(runAlone(only));
                return;
            }
            List<HostTensor> outputs =
                    timed(batch.stream().map(PendingRequest::inputs).toList(), rows(batch), latestDeadline(batch));
            int first = 0;
            for (PendingRequest request : batch) {
                int from = first;
                request.outputs()
                        .complete(outputs.stream()
                                .map(o -> o.slice(from, request.rows()))
                                .toList());
                first += request.rows();
            }
        } catch (RuntimeException e) {
            if (batch.size() > 1 && !isTimeout(e)) {
                batch.forEach(request -> answer(List.of(request)));
            } else {
                batch.forEach(request -> request.outputs().completeExceptionally(explained(e)));
            }
        } catch (OutOfMemoryError e) {
            batch.forEach(request -> request.outputs().completeExceptionally(e));
            throw e;
        }
    }

    /** Runs a request that may have more rows than a batch: then in pieces. */
    private List<HostTensor> runAlone(PendingRequest request) {
        if (request.rows() <= maxRows) {
            return timed(List.of(request.inputs()), request.rows(), request.deadline());
        }
        List<List<HostTensor>> pieces = new ArrayList<>();
        for (int first = 0; first < request.rows(); first += maxRows) {
            int from = first;
            int rows = Math.min(maxRows, request.rows() - first);
            if (request.isExpired(System.nanoTime())) {
                throw Refusal.timedOut("the deadline passed after " + first + " of " + request.rows() + " rows");
            }
            pieces.add(timed(
                    List.of(request.inputs().stream()
                            .map(i -> i.slice(from, rows))
                            .toList()),
                    rows,
                    request.deadline()));
        }
        return HostTensor.concatenate(pieces);
    }

    private List<HostTensor> timed(List<List<HostTensor>> inputs, int rows, long deadline) {
        long start = System.nanoTime();
        List<HostTensor> outputs = engine.run(inputs, Duration.ofNanos(deadline - start));
        long nanos = System.nanoTime() - start;
        rate.add(rows, nanos);
        metrics.computed(nanos, rows);
        return outputs;
    }

    private static int rows(List<PendingRequest> batch) {
        return batch.stream().mapToInt(PendingRequest::rows).sum();
    }

    private static long latestDeadline(List<PendingRequest> batch) {
        long latest = batch.getFirst().deadline();
        for (PendingRequest request : batch) {
            latest = request.deadline() - latest > 0 ? request.deadline() : latest;
        }
        return latest;
    }

    /** TensorFlow Java has no class for DEADLINE_EXCEEDED; the message is what DirectSession gives. */
    private static boolean isTimeout(RuntimeException e) {
        return e.getClass() == TensorFlowException.class
                && e.getMessage() != null
                && e.getMessage().contains("Timed out waiting for notification");
    }

    private static RuntimeException explained(RuntimeException e) {
        if (isTimeout(e)) {
            return Refusal.timedOut("the deadline passed during the run, which was cancelled");
        }
        if (e instanceof TFInvalidArgumentException && e.getMessage() != null) {
            String first = e.getMessage().lines().findFirst().orElse("");
            return Refusal.invalid(
                    "the model cannot compute this: " + first.substring(0, Math.min(MAX_SAID, first.length())));
        }
        LOG.errorf(e, "a run failed");
        return e;
    }
}
