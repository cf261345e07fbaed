package dev.kerasguard.fetch;

import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Says every few seconds how far a copy is. One copy, one instance. */
final class Progress {

    private static final long INTERVAL_NANOS = Duration.ofSeconds(3).toNanos();

    private final Consumer<String> log;
    private final LongSupplier nanoTime;
    private final long total;
    private long bytes;
    private long lastSaid;

    /** @param total bytes expected; negative when unknown */
    Progress(Consumer<String> log, LongSupplier nanoTime, long total) {
        this.log = log;
        this.nanoTime = nanoTime;
        this.total = total;
        this.lastSaid = nanoTime.getAsLong();
    }

    void advance(int more) {
        bytes += more;
        long now = nanoTime.getAsLong();
        if (now - lastSaid >= INTERVAL_NANOS) {
            lastSaid = now;
            log.accept(
                    total > 0
                            ? "%d %% (%s of %s)".formatted(100 * bytes / total, size(bytes), size(total))
                            : size(bytes) + " so far");
        }
    }

    /** A size as people read it, such as {@code 12.3 MiB}. */
    static String size(long bytes) {
        if (bytes < 1024) {
            return bytes + " bytes";
        }
        double value = bytes;
        int unit = -1;
        while (value >= 1024 && unit < 3) {
            value /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %ciB", value, "KMGT".charAt(unit));
    }
}
