package dev.kerasguard.operator.telemetry;

import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a runtime pod counted, or the difference of two such counts.
 *
 * @param requests requests with an answer of any status
 * @param failed those answered 5xx
 * @param refused those that admission refused
 * @param durations of those answered 2xx
 */
record Counters(double requests, double failed, double refused, Durations durations) {

    static final Counters NONE = new Counters(0, 0, 0, Durations.NONE);

    static final Set<String> METRICS = Set.of(
            "kerasguard_requests_total", "kerasguard_refused_total", "kerasguard_request_duration_seconds_bucket");

    private static final int MOST_BUCKETS = 500;

    /** From a pod's metrics; values that no counter can have are left out. */
    static Counters of(List<Metric> metrics) {
        double requests = 0;
        double failed = 0;
        double refused = 0;
        NavigableMap<Double, Double> buckets = new TreeMap<>();
        for (Metric metric : metrics) {
            double value = metric.value();
            if (!(value >= 0 && value < 1e15)) {
                continue;
            }
            switch (metric.name()) {
                case "kerasguard_requests_total" -> {
                    requests += value;
                    failed += metric.label("code").startsWith("5") ? value : 0;
                }
                case "kerasguard_refused_total" -> refused += value;
                case "kerasguard_request_duration_seconds_bucket" -> {
                    double bound = bound(metric.label("le"));
                    if (bound > 0 && (buckets.size() < MOST_BUCKETS || buckets.containsKey(bound))) {
                        buckets.merge(bound, value, Double::sum);
                    }
                }
                default -> {
                    // Not ours.
                }
            }
        }
        return new Counters(requests, failed, refused, Durations.ofCumulative(buckets));
    }

    /**
     * What was counted after an earlier count of the same pod. A count that fell means that the container restarted.
     */
    Counters since(Counters before) {
        boolean restarted = requests < before.requests
                || failed < before.failed
                || refused < before.refused
                || durations.total() < before.durations.total();
        return restarted
                ? this
                : new Counters(
                        requests - before.requests,
                        failed - before.failed,
                        refused - before.refused,
                        durations.minus(before.durations));
    }

    Counters plus(Counters other) {
        return new Counters(
                requests + other.requests,
                failed + other.failed,
                refused + other.refused,
                durations.plus(other.durations));
    }

    private static double bound(String text) {
        if (text.equals("+Inf")) {
            return Double.POSITIVE_INFINITY;
        }
        try {
            return text.length() > 32 ? Double.NaN : Double.parseDouble(text);
        } catch (NumberFormatException malformed) {
            return Double.NaN;
        }
    }
}
