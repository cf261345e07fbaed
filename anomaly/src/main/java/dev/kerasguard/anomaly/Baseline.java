package dev.kerasguard.anomaly;

import java.util.Arrays;

/**
 * What is normal for one signal, on its scale: a mean and a deviation that forget exponentially. The first samples are
 * put together by median and median absolute deviation, so that a few odd ones at the start do not count.
 */
final class Baseline {

    /** Beyond this many deviations a sample counts as if it lay there: one outlier must not widen the band much. */
    private static final double CLIP = 3;

    /** The median absolute deviation of a normal distribution in standard deviations is 1 / 1.4826. */
    private static final double MAD_TO_SIGMA = 1.4826;

    /**
     * 80 % of a normal distribution lie within this many deviations. The median of the distances alone is 0 for a
     * series that mostly stands still.
     */
    private static final double NORMAL_80_PERCENT_WITHIN = 1.2816;

    private final double absoluteFloor;
    private final double relativeFloor;
    private final int memory;
    private final int slowMemory;
    private final double[] first;
    private long count;
    private double mean;
    private double slowMean;
    private double variance;

    /** @param samples that it is made of at first */
    Baseline(Signal signal, Tuning tuning, int samples) {
        absoluteFloor = signal.absoluteFloor();
        relativeFloor = signal.relativeFloor();
        memory = tuning.memory();
        slowMemory = tuning.slowMemory();
        first = new double[samples];
    }

    boolean ready() {
        return count >= first.length;
    }

    /** Whether it rests on fewer samples than it remembers: what is usual may not have been among them. */
    boolean isYoung() {
        return count < memory;
    }

    double mean() {
        return mean;
    }

    /** The mean over a much longer time, against which slow drifts are measured. */
    double slowMean() {
        return slowMean;
    }

    /** The deviation; never below its floors, and wider while it rests on few samples. */
    double sigma() {
        double floor = Math.max(absoluteFloor, relativeFloor * Math.abs(mean));
        double uncertainty = Math.sqrt(1 + 4.0 / count);
        return Math.max(floor, Math.sqrt(variance) * uncertainty);
    }

    /** Takes in a sample that was judged normal, in scaled units. */
    void learn(double sample) {
        if (!ready()) {
            first[(int) count++] = sample;
            if (ready()) {
                begin();
            }
            return;
        }
        count++;
        double residual = Math.clamp(sample - mean, -CLIP * sigma(), CLIP * sigma());
        // The first estimate is a rough one and counts for half of its samples.
        double weight = 1.0 / Math.min(count - first.length / 2, memory);
        mean += weight * residual;
        variance = (1 - weight) * (variance + weight * residual * residual);
        slowMean += (sample - slowMean) / Math.min(count, slowMemory);
    }

    private void begin() {
        mean = median(first.clone());
        double[] distances = new double[first.length];
        for (int i = 0; i < first.length; i++) {
            distances[i] = Math.abs(first[i] - mean);
        }
        double sigma = Math.max(
                MAD_TO_SIGMA * median(distances), distances[distances.length * 4 / 5] / NORMAL_80_PERCENT_WITHIN);
        variance = sigma * sigma;
        slowMean = mean;
    }

    /** The median; sorts what it is given. */
    static double median(double[] values) {
        Arrays.sort(values);
        int middle = values.length / 2;
        return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }
}
