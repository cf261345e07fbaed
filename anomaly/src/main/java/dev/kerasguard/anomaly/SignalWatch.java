package dev.kerasguard.anomaly;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Judges one signal of one service: against its baseline, its slow reference and, for memory, its slope. */
final class SignalWatch {

    /** Clearing takes a sample well inside the range, so that one at its edge does not flap. */
    private static final double CALM = 0.6;

    private static final double GREATEST_SCORE = 100;
    private static final int MOST_WAITING = 32;

    /** No service has values beyond it; what claims to is cut, so that no arithmetic overflows. */
    private static final double GREATEST_VALUE = 1e18;

    private final Signal signal;
    private final Tuning tuning;
    private final Debounce debounce;
    private final Drift drift;
    private final Ratchet ratchet = new Ratchet();
    private final Deque<Double> waiting = new ArrayDeque<>();
    private Baseline baseline;
    private int learningSamples;
    private @Nullable Instant lastAt;
    private double value;
    private double spike;
    private double score;
    private int samples;
    private int atRest;

    SignalWatch(Signal signal, Tuning tuning) {
        this.signal = signal;
        this.tuning = tuning;
        learningSamples = tuning.minimumSamples();
        baseline = new Baseline(signal, tuning, learningSamples);
        drift = new Drift(tuning.driftSamples());
        debounce = new Debounce(tuning);
    }

    /** Takes in a value. */
    void add(Instant at, double measured, Sensitivity sensitivity) {
        double latest = Math.min(measured, GREATEST_VALUE);
        lastAt = at;
        value = latest;
        samples++;
        if (latest == 0 && signal.restsAtZero()) {
            atRest++;
            score = 0;
            spike = 0;
            debounce.add(at, false, true);
            return;
        }
        atRest = 0;
        double scaled = signal.scale(latest);
        if (signal == Signal.GPU_MEMORY) {
            ratchet.add(at, latest);
        }
        if (!baseline.ready()) {
            score = 0;
            baseline.learn(scaled);
            return;
        }
        double factor = sensitivity.factor();
        spike = (scaled - baseline.mean()) / (baseline.sigma() * tuning.threshold() * factor);
        if (signal.creeps() && spike < 1) {
            drift.add((scaled - baseline.slowMean()) / baseline.sigma(), tuning.slack() * factor);
        }
        double leak = ratchet.leak() > 0 ? 1 : 0;
        score = Math.clamp(Math.max(spike, Math.max(drift.progress(), leak)), 0, GREATEST_SCORE);
        boolean raised = raised();
        debounce.add(at, score >= 1, score < CALM);
        if (raised && !raised() && baseline.isYoung()) {
            learnLonger();
            return;
        }
        learn(scaled);
        Instant since = debounce.since();
        if (since != null && since.plus(tuning.acceptAfter()).isBefore(at)) {
            startAnew();
        }
    }

    /**
     * Learns what turned out normal. What is suspicious waits: it is learned when the suspicion passes, so that the
     * baseline knows its outliers, and dropped when it becomes an alarm, so that no attack is learned.
     */
    private void learn(double scaled) {
        if (raised() || drift.progress() >= CALM) {
            waiting.clear();
            return;
        }
        waiting.add(scaled);
        if (!debounce.suspicious()) {
            waiting.forEach(baseline::learn);
            waiting.clear();
        } else if (waiting.size() > MOST_WAITING) {
            waiting.removeFirst();
        }
    }

    /**
     * An alarm that passes by itself, and was raised over a baseline of few samples, may say no more than that they
     * were too few: a load of two levels looks like one for a while. The next baseline is made of twice as many.
     */
    private void learnLonger() {
        learningSamples = Math.min(2 * learningSamples, tuning.memory());
        baseline = new Baseline(signal, tuning, learningSamples);
        score = 0;
        spike = 0;
        waiting.clear();
        drift.reset();
    }

    /** Notes that the signal could not be measured. */
    void missing(Instant at) {
        if (lastAt != null && lastAt.plus(tuning.forgetAfter()).isBefore(at)) {
            score = 0;
            debounce.reset();
            drift.reset();
        }
    }

    /** Forgets what is normal. */
    void startAnew() {
        learningSamples = tuning.minimumSamples();
        baseline = new Baseline(signal, tuning, learningSamples);
        samples = 0;
        atRest = 0;
        score = 0;
        spike = 0;
        waiting.clear();
        debounce.reset();
        drift.reset();
        ratchet.reset();
    }

    /** Whether it was measured as often as a baseline takes. */
    boolean oftenMeasured() {
        return samples >= tuning.minimumSamples();
    }

    /** Whether a value can be judged: against a baseline, or because the service has been at rest as long. */
    boolean judges() {
        return baseline.ready() || atRest >= tuning.minimumSamples();
    }

    boolean raised() {
        return debounce.since() != null;
    }

    double score() {
        return score;
    }

    @Nullable Deviation deviation(Sensitivity sensitivity) {
        Instant since = debounce.since();
        if (since == null) {
            return null;
        }
        double reach = tuning.threshold() * sensitivity.factor() * baseline.sigma();
        double low = signal.unscale(baseline.mean() - reach);
        double high = signal.unscale(baseline.mean() + reach);
        return new Deviation(signal, value, low, high, since, sentence(low, high));
    }

    private String sentence(double low, double high) {
        double leak = ratchet.leak();
        if (leak > 0) {
            return "%s is %s and grows by %s an hour, normally steady"
                    .formatted(signal.words(), signal.format(value), signal.format(leak * 3600));
        }
        if (spike < 1 && drift.progress() >= 1) {
            return "%s is %s and has drifted from %s"
                    .formatted(
                            signal.words(), signal.format(value), signal.format(signal.unscale(baseline.slowMean())));
        }
        String range = low > 0 ? signal.format(low) + " to " + signal.format(high) : "at most " + signal.format(high);
        return "%s is %s, normally %s".formatted(signal.words(), signal.format(value), range);
    }
}
