package dev.kerasguard.operator.telemetry;

import java.util.Map;

/**
 * One line of an exposition.
 *
 * @param name such as {@code kerasguard_requests_total}
 * @param labels by name
 * @param value may be NaN or infinite
 */
record Metric(String name, Map<String, String> labels, double value) {

    /** The label's value; empty when it has none, as Prometheus holds it. */
    String label(String label) {
        return labels.getOrDefault(label, "");
    }
}
