package dev.kerasguard.bench;

import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** Counts outcomes and records latencies; shared by all connections. Every request is counted exactly once. */
final class Tally {
    private static final long HIGHEST_MICROS = 3_600_000_000L;

    private final Map<Integer, Long> byStatus = new TreeMap<>();
    private final Map<String, Long> errors = new TreeMap<>();
    private final Histogram answered = new Histogram(HIGHEST_MICROS, 3);
    private final Histogram service = new Histogram(HIGHEST_MICROS, 3);
    private final Histogram refused = new Histogram(HIGHEST_MICROS, 3);
    private long sent;
    private long ok;
    private long reopened;

    /** A response came: its latency since it was due, and since it was sent, in nanoseconds. */
    synchronized void response(int status, long sinceDue, long sinceSent) {
        sent++;
        byStatus.merge(status, 1L, Long::sum);
        if (status >= 200 && status < 300) {
            ok++;
            answered.recordValue(micros(sinceDue));
            service.recordValue(micros(sinceSent));
        } else if (status == 429 || status == 503) {
            refused.recordValue(micros(sinceSent));
        }
    }

    /** No response came, for the named reason. */
    synchronized void error(String reason) {
        sent++;
        errors.merge(reason, 1L, Long::sum);
    }

    synchronized void reopened(long times) {
        reopened += times;
    }

    synchronized long sent() {
        return sent;
    }

    synchronized String progress() {
        return "sent " + sent + ", ok " + ok + ", by status " + byStatus
                + (errors.isEmpty() ? "" : ", errors " + errors);
    }

    synchronized Summary summary(double seconds) {
        Map<String, Long> statuses = new TreeMap<>();
        byStatus.forEach((status, count) -> statuses.put(status.toString(), count));
        return new Summary(
                sent,
                ok,
                statuses,
                Map.copyOf(errors),
                reopened,
                Summary.rounded(seconds),
                Summary.rounded(ok / seconds),
                Summary.Latency.of(answered),
                Summary.Latency.of(service),
                Summary.Latency.of(refused));
    }

    private static long micros(long nanos) {
        return Math.clamp(nanos / 1000, 0, HIGHEST_MICROS);
    }
}
