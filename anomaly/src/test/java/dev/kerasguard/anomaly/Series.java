package dev.kerasguard.anomaly;

import dev.kerasguard.anomaly.Sample.Footing;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** Feeds a detector one sample after another, five seconds apart. */
final class Series {

    static final Instant START = Instant.parse("2026-01-05T08:00:00Z");
    private static final Duration STEP = Duration.ofSeconds(5);

    private final ServiceDetector detector = new ServiceDetector();
    private Sensitivity sensitivity = Sensitivity.NORMAL;
    private Footing footing = new Footing("sha256:1", 1);
    private Instant now = START;
    private Verdict last = Verdict.NORMAL;

    Series with(Sensitivity wanted) {
        sensitivity = wanted;
        return this;
    }

    Series on(String model, int replicas) {
        footing = new Footing(model, replicas);
        return this;
    }

    Verdict add(Signal signal, double value) {
        return add(Map.of(signal, value), Map.of());
    }

    Verdict add(Map<Signal, Double> values, Map<String, Integer> xids) {
        last = detector.judge(new Sample(now, footing, values, xids), sensitivity);
        now = now.plus(STEP);
        return last;
    }

    Verdict addTimes(int times, Signal signal, double value) {
        for (int i = 0; i < times; i++) {
            add(signal, value);
        }
        return last;
    }

    Verdict missing(int times) {
        for (int i = 0; i < times; i++) {
            add(Map.of(), Map.of());
        }
        return last;
    }

    boolean learning() {
        return detector.isLearning();
    }

    Instant now() {
        return now;
    }
}
