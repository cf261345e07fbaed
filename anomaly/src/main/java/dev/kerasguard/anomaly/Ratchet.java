package dev.kerasguard.anomaly;

import java.time.Duration;
import java.time.Instant;

/**
 * Finds memory that only ever grows. The slope is the median of all pairwise slopes (Theil and Sen), which a step or a
 * spike does not move; and nearly every pair of samples must rise or stay.
 */
final class Ratchet {

    private static final int CAPACITY = 60;
    private static final int MINIMUM = 36;
    private static final Duration SPAN = Duration.ofMinutes(1);
    private static final double GROWTH_SHARE = 0.05;
    private static final double GROWTH_BYTES = 64L << 20;
    private static final double FALLING_SHARE = 0.05;

    private final double[] seconds = new double[CAPACITY];
    private final double[] values = new double[CAPACITY];
    private long count;

    void add(Instant at, double value) {
        int slot = (int) (count++ % CAPACITY);
        seconds[slot] = at.toEpochMilli() / 1e3;
        values[slot] = value;
    }

    /** Growth per second while it is a leak; 0 otherwise. */
    double leak() {
        int size = (int) Math.min(count, CAPACITY);
        if (size < MINIMUM) {
            return 0;
        }
        int oldest = count > CAPACITY ? (int) (count % CAPACITY) : 0;
        double span = seconds[(oldest + size - 1) % CAPACITY] - seconds[oldest];
        if (span < SPAN.toSeconds()) {
            return 0;
        }
        double[] slopes = new double[size * (size - 1) / 2];
        int pairs = 0;
        int falling = 0;
        for (int i = 0; i < size; i++) {
            int a = (oldest + i) % CAPACITY;
            for (int j = i + 1; j < size; j++) {
                int b = (oldest + j) % CAPACITY;
                if (values[b] < values[a]) {
                    falling++;
                }
                slopes[pairs++] = (values[b] - values[a]) / (seconds[b] - seconds[a]);
            }
        }
        double slope = Baseline.median(slopes);
        double least = Math.max(GROWTH_BYTES, GROWTH_SHARE * values[oldest]);
        return slope * span >= least && falling <= FALLING_SHARE * pairs ? slope : 0;
    }

    void reset() {
        count = 0;
    }
}
