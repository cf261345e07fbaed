package dev.kerasguard.anomaly;

import java.time.Instant;

/**
 * One signal that left its normal range.
 *
 * @param signal which one
 * @param value the latest, in the signal's unit
 * @param low where the normal range begins
 * @param high where it ends
 * @param since when the first sample of the deviation was taken
 * @param sentence the deviation in words, with value and normal range
 */
public record Deviation(Signal signal, double value, double low, double high, Instant since, String sentence) {}
