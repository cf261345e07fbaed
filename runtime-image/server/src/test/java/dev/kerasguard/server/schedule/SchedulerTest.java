package dev.kerasguard.server.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.kerasguard.keras.ServableModel;
import dev.kerasguard.server.TestModels;
import dev.kerasguard.server.engine.BatchEngine;
import dev.kerasguard.server.engine.TensorflowEngine;
import dev.kerasguard.server.metrics.ServerMetrics;
import dev.kerasguard.server.protocol.RefusedException;
import dev.kerasguard.server.tensor.Datatype;
import dev.kerasguard.server.tensor.HostTensor;
import dev.kerasguard.server.tensor.Signature;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Real runs of TensorFlow behind a gate, which lets one run pass at a time. */
class SchedulerTest {

    private final Semaphore gate = new Semaphore(0);
    private final List<Integer> batches = new CopyOnWriteArrayList<>();
    private ServableModel model;
    private BatchEngine gated;

    @BeforeEach
    void load() throws Exception {
        model = TestModels.lookup();
        TensorflowEngine engine = new TensorflowEngine(model, Signature.of(model));
        gated = (requests, timeout) -> {
            gate.acquireUninterruptibly();
            batches.add(
                    requests.stream().mapToInt(r -> (int) r.getFirst().rows()).sum());
            return engine.run(requests, timeout);
        };
    }

    @AfterEach
    void close() {
        model.close();
    }

    private Scheduler scheduler(int capacity, int maxRows) {
        return new Scheduler(
                new Scheduler.Plan(capacity, true, maxRows, Duration.ZERO),
                gated,
                new ServerMetrics(new SimpleMeterRegistry()));
    }

    private static CompletableFuture<List<HostTensor>> submit(Scheduler scheduler, int... indices) {
        return submit(scheduler, Duration.ofSeconds(30), indices);
    }

    private static CompletableFuture<List<HostTensor>> submit(Scheduler scheduler, Duration time, int... indices) {
        ByteBuffer bytes = ByteBuffer.allocate(indices.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        for (int index : indices) {
            bytes.putInt(index);
        }
        HostTensor x = new HostTensor(
                "x", Datatype.INT32, new long[] {indices.length, 1}, bytes.array(), 0, indices.length * 4);
        return scheduler.submit(List.of(x), System.nanoTime() + time.toNanos());
    }

    private static float answer(CompletableFuture<List<HostTensor>> outputs, int row) {
        return outputs.join().getFirst().slice(row, 1).buffer().getFloat();
    }

    @Test
    void whatWaitsWhileARunIsOnSharesTheNextAndEachGetsItsRows() {
        try (Scheduler scheduler = scheduler(10, 4)) {
            // Given
            CompletableFuture<List<HostTensor>> first = submit(scheduler, 0);
            await().until(() -> scheduler.busyFor().isPositive());

            // When
            CompletableFuture<List<HostTensor>> second = submit(scheduler, 1, 2);
            CompletableFuture<List<HostTensor>> third = submit(scheduler, 2, 0, 1);
            CompletableFuture<List<HostTensor>> fourth = submit(scheduler, 0, 1);
            gate.release(10);

            // Then: 1 row at once; then 2 and 2, as 3 do not fit with the first 2; then 3
            assertThat(answer(first, 0)).isEqualTo(5f);
            assertThat(answer(second, 1)).isEqualTo(7f);
            assertThat(answer(third, 0)).isEqualTo(7f);
            assertThat(answer(fourth, 1)).isEqualTo(6f);
            assertThat(batches).containsExactly(1, 4, 3);
        }
    }

    @Test
    void aRequestOfMoreRowsThanABatchRunsInPieces() {
        try (Scheduler scheduler = scheduler(10, 2)) {
            // When
            gate.release(10);
            CompletableFuture<List<HostTensor>> outputs = submit(scheduler, 0, 1, 2, 1, 0);

            // Then
            assertThat(outputs.join().getFirst().shape()).containsExactly(5, 1);
            assertThat(answer(outputs, 3)).isEqualTo(6f);
            assertThat(batches).containsExactly(2, 2, 1);
        }
    }

    @Test
    void aRequestThatMakesASharedRunFailHarmsNoNeighbour() {
        try (Scheduler scheduler = scheduler(10, 4)) {
            // Given
            CompletableFuture<List<HostTensor>> first = submit(scheduler, 0);
            await().until(() -> scheduler.busyFor().isPositive());

            // When
            CompletableFuture<List<HostTensor>> good = submit(scheduler, 1);
            CompletableFuture<List<HostTensor>> bad = submit(scheduler, 9);
            gate.release(10);

            // Then
            assertThat(answer(first, 0)).isEqualTo(5f);
            assertThat(answer(good, 0)).isEqualTo(6f);
            assertThatThrownBy(bad::join)
                    .isInstanceOf(CompletionException.class)
                    .hasMessageContaining("the model cannot compute this");
        }
    }

    @Test
    void refusesWhenFullAndTakesAgainWhenOneIsCancelled() {
        try (Scheduler scheduler = scheduler(1, 1)) {
            // Given
            CompletableFuture<List<HostTensor>> running = submit(scheduler, 0);
            await().until(() -> scheduler.busyFor().isPositive());
            CompletableFuture<List<HostTensor>> waiting = submit(scheduler, 1);
            assertThatThrownBy(() -> submit(scheduler, 2))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("the queue is full: 1 requests wait");

            // When
            waiting.cancel(false);

            // Then
            CompletableFuture<List<HostTensor>> next = submit(scheduler, 2);
            gate.release(10);
            assertThat(answer(running, 0)).isEqualTo(5f);
            assertThat(answer(next, 0)).isEqualTo(7f);
            assertThat(batches).hasSize(2);
        }
    }

    @Test
    void whatExpiresInTheQueueIsNotRun() {
        try (Scheduler scheduler = scheduler(10, 1)) {
            // Given
            CompletableFuture<List<HostTensor>> running = submit(scheduler, 0);
            await().until(() -> scheduler.busyFor().isPositive());

            // When
            CompletableFuture<List<HostTensor>> hopeless = submit(scheduler, Duration.ofNanos(1), 1);
            gate.release(10);

            // Then
            assertThatThrownBy(hopeless::join).hasMessageContaining("the deadline passed in the queue");
            assertThat(answer(running, 0)).isEqualTo(5f);
            assertThat(batches).containsExactly(1);
        }
    }

    @Test
    void closingFinishesWhatWaits() {
        // Given
        Scheduler scheduler = scheduler(10, 1);
        CompletableFuture<List<HostTensor>> one = submit(scheduler, 0);
        CompletableFuture<List<HostTensor>> two = submit(scheduler, 1);

        // When
        gate.release(10);
        scheduler.close();

        // Then
        assertThat(one).isCompleted();
        assertThat(two).isCompleted();
        assertThatThrownBy(() -> submit(scheduler, 2)).isInstanceOf(RefusedException.class);
    }
}
