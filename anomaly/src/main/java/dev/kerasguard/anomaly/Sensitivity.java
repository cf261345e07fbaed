package dev.kerasguard.anomaly;

/** How easily a deviation becomes an anomaly. */
public enum Sensitivity {
    /** Only gross deviations. */
    LOW(1.5),
    /** The default. */
    NORMAL(1.0),
    /** Small deviations too, at the price of false alarms. */
    HIGH(0.7);

    private final double factor;

    Sensitivity(double factor) {
        this.factor = factor;
    }

    /** What every threshold is multiplied by. */
    double factor() {
        return factor;
    }
}
