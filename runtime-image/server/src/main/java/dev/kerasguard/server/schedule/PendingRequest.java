package dev.kerasguard.server.schedule;

import dev.kerasguard.server.tensor.HostTensor;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A request that waits for its run, or is in it. */
final class PendingRequest {

    private final List<HostTensor> inputs;
    private final int rows;
    private final long enqueued;
    private final long deadline;
    private final CompletableFuture<List<HostTensor>> outputs = new CompletableFuture<>();

    /**
     * @param inputs in the signature's order
     * @param rows that it adds to a batch
     * @param enqueued nanoseconds of {@link System#nanoTime()}
     * @param deadline nanoseconds of {@link System#nanoTime()}
     */
    PendingRequest(List<HostTensor> inputs, int rows, long enqueued, long deadline) {
        this.inputs = List.copyOf(inputs);
        this.rows = rows;
        this.enqueued = enqueued;
        this.deadline = deadline;
    }

    List<HostTensor> inputs() {
        return inputs;
    }

    int rows() {
        return rows;
    }

    long enqueued() {
        return enqueued;
    }

    long deadline() {
        return deadline;
    }

    CompletableFuture<List<HostTensor>> outputs() {
        return outputs;
    }

    boolean isExpired(long now) {
        return deadline - now <= 0;
    }

    boolean fitsWith(PendingRequest other) {
        for (int i = 0; i < inputs.size(); i++) {
            if (!inputs.get(i).sameRowShape(other.inputs.get(i))) {
                return false;
            }
        }
        return true;
    }
}
