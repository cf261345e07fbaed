package dev.kerasguard.server.engine;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.server.tensor.HostTensor;
import java.time.Duration;
import java.util.List;
import java.util.function.IntFunction;
import org.tensorflow.exceptions.TensorFlowException;

/**
 * The first runs of a model, before any request: they make TensorFlow optimise its graph and allocate, prove that the
 * model runs at all, and measure it.
 */
public final class WarmUp {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int MEASURED_RUNS = 5;
    private static final Duration BUDGET = Duration.ofMillis(500);

    private final BatchEngine engine;
    private final IntFunction<List<HostTensor>> example;

    /**
     * @param engine what runs
     * @param example inputs of that many rows
     */
    public WarmUp(BatchEngine engine, IntFunction<List<HostTensor>> example) {
        this.engine = engine;
        this.example = example;
    }

    /**
     * What warming up found.
     *
     * @param batches whether the model answers each row of a batch by a row
     * @param longest time of a run of the largest batch; the best of a few
     * @param rows of that batch
     */
    public record Profile(boolean batches, Duration longest, int rows) {}

    /**
     * Runs batches of one row and of the most.
     *
     * @param maxRows of a batch; 1 when the signature has no rows
     * @throws ModelRefusedException when the model does not run
     */
    public Profile run(int maxRows) throws ModelRefusedException {
        try {
            measure(1);
            if (maxRows == 1) {
                return new Profile(false, measure(1), 1);
            }
            boolean batches = engine.run(List.of(example.apply(2)), PATIENCE).stream()
                    .allMatch(output -> output.rank() > 0 && output.rows() == 2);
            int rows = batches ? maxRows : 1;
            return new Profile(batches, measure(rows), rows);
        } catch (TensorFlowException | IllegalArgumentException | IllegalStateException e) {
            String message = e.getMessage() == null ? e.toString() : e.getMessage();
            throw new ModelRefusedException(
                    "WarmUpFailed", "first run", message.lines().findFirst().orElse(""));
        }
    }

    private Duration measure(int rows) {
        List<List<HostTensor>> request = List.of(example.apply(rows));
        long best = Long.MAX_VALUE;
        long spent = 0;
        for (int i = 0; i < MEASURED_RUNS && spent < BUDGET.toNanos(); i++) {
            long start = System.nanoTime();
            engine.run(request, PATIENCE);
            long nanos = System.nanoTime() - start;
            best = Math.min(best, nanos);
            spent += nanos;
        }
        return Duration.ofNanos(best);
    }
}
