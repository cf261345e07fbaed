package dev.kerasguard.operator.telemetry;

import dev.kerasguard.api.v1alpha1.KerasInferenceServiceStatus.Traffic;
import dev.kerasguard.operator.telemetry.TrafficWindow.Figures;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The figures that a status shows: rounded, and replaced at most once a minute, and only by ones that differ enough to
 * be worth a write; sooner only when they differ greatly.
 */
final class PublishedTraffic {

    private static final Duration CALM = Duration.ofMinutes(1);
    private static final Duration LEAST = Duration.ofSeconds(10);

    private @Nullable Figures shown;
    private @Nullable Traffic traffic;
    private Instant since = Instant.MIN;

    /** Takes in the latest figures and says what to show. */
    @Nullable Traffic update(Instant now, @Nullable Figures latest) {
        Figures before = shown;
        boolean replace;
        if (before == null || latest == null) {
            replace = before != null || latest != null;
        } else {
            boolean great = differ(before, latest, 2, 5, 0.010, 0.05) && !now.isBefore(since.plus(LEAST));
            boolean enough = differ(before, latest, 1.1, 0.5, 0.001, 0.01) && !now.isBefore(since.plus(CALM));
            replace = great || enough;
        }
        if (replace) {
            shown = latest;
            since = now;
            traffic = latest == null ? null : rounded(latest);
        }
        return traffic;
    }

    private static boolean differ(Figures a, Figures b, double ratio, double rate, double seconds, double share) {
        return apart(a.requestsPerSecond(), b.requestsPerSecond(), ratio, rate)
                || apart(orZero(a.p99Seconds()), orZero(b.p99Seconds()), ratio, seconds)
                || Math.abs(orZero(a.errorShare()) - orZero(b.errorShare())) >= share;
    }

    private static boolean apart(double a, double b, double ratio, double least) {
        return Math.abs(a - b) >= least && Math.max(a, b) >= ratio * Math.min(a, b);
    }

    private static double orZero(@Nullable Double value) {
        return value == null ? 0 : value;
    }

    private static Traffic rounded(Figures figures) {
        Double p99 = figures.p99Seconds();
        return new Traffic(p99 == null ? null : duration(p99), rate(figures.requestsPerSecond()), (int)
                Math.ceil(orZero(figures.errorShare()) * 100 - 0.05));
    }

    /** Two digits; a service that is asked at all shows at least one. */
    private static long rate(double perSecond) {
        if (perSecond < 1) {
            return perSecond >= 0.05 ? 1 : 0;
        }
        return Math.round(twoDigits(perSecond));
    }

    /** Two digits as a Go duration, such as {@code 1.8ms}, {@code 20ms} and {@code 1.2s}. */
    static String duration(double seconds) {
        double rounded = twoDigits(seconds);
        double shown = rounded < 1 ? rounded * 1e3 : rounded;
        String number = String.format(Locale.ROOT, shown < 10 ? "%.1f" : "%.0f", shown);
        String trimmed = number.endsWith(".0") ? number.substring(0, number.length() - 2) : number;
        return trimmed + (rounded < 1 ? "ms" : "s");
    }

    private static double twoDigits(double value) {
        if (value <= 0) {
            return 0;
        }
        double unit = Math.pow(10, Math.floor(Math.log10(value)) - 1);
        return Math.round(value / unit) * unit;
    }
}
