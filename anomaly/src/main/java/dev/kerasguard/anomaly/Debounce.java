package dev.kerasguard.anomaly;

import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Turns single outliers into an alarm that is worth reading: k of n samples raise it, a rest of calm ones clears it.
 */
final class Debounce {

    private final int raise;
    private final int rest;
    private final boolean[] outside;
    private final Instant[] times;
    private long count;
    private int calm;
    private @Nullable Instant since;

    Debounce(Tuning tuning) {
        raise = tuning.raise();
        rest = tuning.rest();
        outside = new boolean[tuning.window()];
        times = new Instant[tuning.window()];
    }

    /**
     * Takes in a sample.
     *
     * @param out whether it lies outside the normal range
     * @param quiet whether it lies well inside; a sample may be neither
     */
    void add(Instant at, boolean out, boolean quiet) {
        int slot = (int) (count++ % outside.length);
        outside[slot] = out;
        times[slot] = at;
        calm = quiet ? calm + 1 : 0;
        if (since == null && outside() >= raise) {
            since = firstOutside();
        } else if (since != null && calm >= rest) {
            reset();
        }
    }

    /** When the first sample of the alarm was taken; null while there is none. */
    @Nullable Instant since() {
        return since;
    }

    /** Whether there is an alarm or the next samples may make one. */
    boolean suspicious() {
        return since != null || outside() > 0;
    }

    void reset() {
        Arrays.fill(outside, false);
        count = 0;
        calm = 0;
        since = null;
    }

    private int outside() {
        int sum = 0;
        for (boolean out : outside) {
            sum += out ? 1 : 0;
        }
        return sum;
    }

    private Instant firstOutside() {
        Instant first = Instant.MAX;
        for (int i = 0; i < outside.length; i++) {
            if (outside[i] && times[i].isBefore(first)) {
                first = times[i];
            }
        }
        return first;
    }
}
