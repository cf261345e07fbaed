package dev.kerasguard.anomaly;

import java.time.Instant;
import java.util.Map;

/**
 * What was measured about a service at one instant.
 *
 * @param at when
 * @param footing what the service stood on
 * @param values of the signals that could be measured, in their unit; a signal that is absent, NaN or infinite is
 *     missing, never zero
 * @param xids the last error code of each GPU by the GPU's identity; 0: none
 */
public record Sample(Instant at, Footing footing, Map<Signal, Double> values, Map<String, Integer> xids) {

    /**
     * What a service's normal depends on; a change starts the baselines that depend on it anew.
     *
     * @param model what was loaded, such as its digest
     * @param replicas how many pods were measured
     */
    public record Footing(String model, int replicas) {}
}
