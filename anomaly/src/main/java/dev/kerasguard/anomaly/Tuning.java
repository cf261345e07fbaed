package dev.kerasguard.anomaly;

import java.time.Duration;

/**
 * How a detector learns and when it speaks; one configuration for every service. Counts are in samples.
 *
 * @param minimumSamples samples that a baseline needs before it judges
 * @param memory samples over which the baseline forgets
 * @param slowMemory samples over which the reference for slow drifts forgets
 * @param threshold deviations from the mean that are too many
 * @param slack deviations from the slow reference that are no drift
 * @param driftSamples samples beyond the slack that make an upward drift
 * @param raise samples out of {@code window} that raise
 * @param window samples that are looked at to raise
 * @param rest samples in a row that clear
 * @param acceptAfter how long a deviation lasts before it is the new normal
 * @param forgetAfter how long a raised signal may be missing before it is dropped
 */
record Tuning(
        int minimumSamples,
        int memory,
        int slowMemory,
        double threshold,
        double slack,
        int driftSamples,
        int raise,
        int window,
        int rest,
        Duration acceptAfter,
        Duration forgetAfter) {

    static final Tuning DEFAULT =
            new Tuning(12, 60, 720, 4, 2, 24, 3, 5, 6, Duration.ofHours(1), Duration.ofMinutes(5));
}
