package dev.kerasguard.anomaly;

import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a detector says about a service.
 *
 * @param severity how bad it is
 * @param deviations the signals outside their normal range, in the order of {@link Signal}
 * @param since when the first of them began; null when there is none
 * @param score how far the latest sample is on the way to an alarm, 0 to 100; 1 and more is outside the normal range
 */
public record Verdict(
        Severity severity,
        List<Deviation> deviations,
        @Nullable Instant since,
        double score) {

    private static final int FATAL_SIGNALS = 2;

    /** Nothing is unusual, or nothing can be judged. */
    public static final Verdict NORMAL = new Verdict(Severity.NONE, List.of(), null, 0);

    /** The verdict in one sentence; empty when nothing is unusual. */
    public String sentence() {
        return deviations.stream().map(Deviation::sentence).collect(Collectors.joining("; "));
    }

    static Verdict of(List<Deviation> deviations, boolean fatal, double score) {
        Severity severity = deviations.isEmpty()
                ? Severity.NONE
                : fatal || deviations.size() >= FATAL_SIGNALS ? Severity.CRITICAL : Severity.WARNING;
        Instant since = deviations.stream()
                .map(Deviation::since)
                .min(Instant::compareTo)
                .orElse(null);
        return new Verdict(severity, List.copyOf(deviations), since, score);
    }
}
