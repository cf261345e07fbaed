package dev.kerasguard.anomaly;

/**
 * Finds slow drifts that no single sample betrays: a two-sided CUSUM (Page, 1954). Each sample adds at most one, so
 * that it takes many samples, not a large one. Downward takes five times as long: clients that leave are no attack.
 */
final class Drift {

    private static final int DOWNWARD = 5;

    private final int limit;
    private double up;
    private double down;

    Drift(int limit) {
        this.limit = limit;
    }

    /**
     * Takes in a sample.
     *
     * @param deviations from the reference, signed
     * @param slack deviations that are no drift
     */
    void add(double deviations, double slack) {
        up = Math.clamp(up + Math.min(1, deviations - slack), 0, 1.25 * limit);
        down = Math.clamp(down + Math.min(1, -deviations - slack), 0, 1.25 * DOWNWARD * limit);
    }

    /** How much of the way to an alarm has gone; 1 and more is a drift. */
    double progress() {
        return Math.max(up / limit, down / (DOWNWARD * limit));
    }

    void reset() {
        up = 0;
        down = 0;
    }
}
