package dev.kerasguard.operator.telemetry;

import dev.kerasguard.anomaly.Severity;
import dev.kerasguard.anomaly.Verdict;
import dev.kerasguard.api.v1alpha1.KerasInferenceServiceStatus.Anomaly;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The anomaly that a status shows. Severity and signals change at once; the sentence, whose values change with every
 * sample, at most once a minute besides.
 */
final class PublishedAnomaly {

    private static final Duration CALM = Duration.ofMinutes(1);

    private @Nullable Anomaly anomaly;
    private @Nullable String message;
    private Instant since = Instant.MIN;

    /**
     * Takes in the latest verdict.
     *
     * @param learning whether it is still learned what is normal: then only what is unusual all the same is told
     */
    void update(Instant now, Verdict verdict, boolean learning) {
        if (anomaly == null && learning && verdict.severity() == Severity.NONE) {
            return;
        }
        Anomaly latest = anomaly(verdict);
        if (!latest.equals(anomaly) || (message != null && !now.isBefore(since.plus(CALM)))) {
            anomaly = latest;
            message = verdict.severity() == Severity.NONE ? null : verdict.sentence();
            since = now;
        }
    }

    /** Null before anything could be judged. */
    @Nullable Anomaly anomaly() {
        return anomaly;
    }

    @Nullable String message() {
        return message;
    }

    private static Anomaly anomaly(Verdict verdict) {
        List<String> signals = verdict.deviations().stream()
                .map(deviation -> deviation.signal().id())
                .toList();
        Instant since = verdict.since();
        return switch (verdict.severity()) {
            case NONE -> new Anomaly(null, null, null);
            case WARNING -> new Anomaly("Warning", signals, text(since));
            case CRITICAL -> new Anomaly("Critical", signals, text(since));
        };
    }

    private static @Nullable String text(@Nullable Instant since) {
        return since == null ? null : since.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
