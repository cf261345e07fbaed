package dev.kerasguard.operator.telemetry;

import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * A histogram of durations.
 *
 * @param counts how many durations lie at or below each bound, in seconds, and above the bound before it; the last
 *     bound may be infinite
 */
record Durations(NavigableMap<Double, Double> counts) {

    static final Durations NONE = new Durations(new TreeMap<>());

    /** From Prometheus' buckets, which each hold all below them too. */
    static Durations ofCumulative(NavigableMap<Double, Double> buckets) {
        NavigableMap<Double, Double> counts = new TreeMap<>();
        double below = 0;
        for (Map.Entry<Double, Double> bucket : buckets.entrySet()) {
            counts.put(bucket.getKey(), Math.max(0, bucket.getValue() - below));
            below = Math.max(below, bucket.getValue());
        }
        return new Durations(counts);
    }

    Durations plus(Durations other) {
        NavigableMap<Double, Double> sum = new TreeMap<>(counts);
        other.counts.forEach((bound, count) -> sum.merge(bound, count, Double::sum));
        return new Durations(sum);
    }

    Durations minus(Durations before) {
        NavigableMap<Double, Double> difference = new TreeMap<>();
        counts.forEach((bound, count) ->
                difference.put(bound, Math.max(0, count - before.counts.getOrDefault(bound, 0.0))));
        return new Durations(difference);
    }

    double total() {
        return counts.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    /**
     * The quantile in seconds, interpolated inside its bucket as Prometheus' {@code histogram_quantile} does; empty
     * when nothing was counted. What lies above the last finite bound counts as that bound.
     */
    OptionalDouble quantile(double quantile) {
        double rank = quantile * total();
        double below = 0;
        double lower = 0;
        for (Map.Entry<Double, Double> bucket : counts.entrySet()) {
            double upper = bucket.getKey();
            double count = bucket.getValue();
            if (count > 0 && below + count >= rank) {
                return OptionalDouble.of(
                        Double.isInfinite(upper) ? lower : lower + (upper - lower) * (rank - below) / count);
            }
            below += count;
            lower = Double.isInfinite(upper) ? lower : upper;
        }
        return OptionalDouble.empty();
    }
}
