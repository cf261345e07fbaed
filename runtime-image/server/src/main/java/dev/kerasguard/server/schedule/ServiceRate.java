package dev.kerasguard.server.schedule;

/** How many rows a second the executor does while it is busy: an exponentially weighted mean of its runs. */
final class ServiceRate {

    private static final double WEIGHT_OF_NEWEST = 0.1;

    private volatile double nanosPerRow;

    /** Counts a run; only the executor calls this. */
    void add(int rows, long nanos) {
        double measured = (double) nanos / Math.max(1, rows);
        double known = nanosPerRow;
        nanosPerRow = known == 0 ? measured : known + WEIGHT_OF_NEWEST * (measured - known);
    }

    /** Whole seconds after which that many rows are done, at least 1. */
    long secondsFor(long rows) {
        return Math.max(1, (long) Math.ceil(rows * nanosPerRow / 1e9));
    }
}
