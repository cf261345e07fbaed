package dev.kerasguard.operator.telemetry;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** The counts of the last minute of one service, over all its pods. */
final class TrafficWindow {

    private static final Duration LENGTH = Duration.ofMinutes(1);

    private final Deque<Slice> slices = new ArrayDeque<>();

    private record Slice(Instant from, Instant to, Counters counted) {}

    /**
     * Figures of a time.
     *
     * @param p99Seconds null: nothing was answered
     * @param errorShare 0 to 1; null: nothing was requested
     */
    record Figures(
            @Nullable Double p99Seconds,
            double requestsPerSecond,
            @Nullable Double errorShare) {

        static Figures of(Counters counted, double seconds) {
            var p99 = counted.durations().quantile(0.99);
            return new Figures(
                    p99.isPresent() ? p99.getAsDouble() : null,
                    counted.requests() / seconds,
                    counted.requests() > 0 ? Math.min(1, counted.failed() / counted.requests()) : null);
        }
    }

    /** Adds what was counted between two instants and drops what is older than a minute. */
    void add(Instant from, Instant to, Counters counted) {
        slices.addLast(new Slice(from, to, counted));
        drop(to);
    }

    /** The last minute's figures, or those of the part of it that was measured; null when none was. */
    @Nullable Figures figures(Instant now) {
        drop(now);
        Slice first = slices.peekFirst();
        if (first == null) {
            return null;
        }
        Counters sum = Counters.NONE;
        for (Slice slice : slices) {
            sum = sum.plus(slice.counted());
        }
        double seconds = Duration.between(first.from(), slices.getLast().to()).toMillis() / 1e3;
        return Figures.of(sum, Math.max(seconds, 1e-3));
    }

    private void drop(Instant now) {
        Instant oldest = now.minus(LENGTH);
        while (!slices.isEmpty() && slices.getFirst().to().isBefore(oldest)) {
            slices.removeFirst();
        }
    }
}
