package dev.kerasguard.anomaly;

/** How bad a verdict is; in rising order. */
public enum Severity {
    /** Everything that was measured is normal, or nothing can be judged yet. */
    NONE,
    /** One signal left its normal range. */
    WARNING,
    /** Two independent signals left their normal range, or a GPU reported an error that it does not recover from. */
    CRITICAL
}
