package dev.kerasguard.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What a run found; its JSON is the last line of the output.
 *
 * @param sent requests that were due in the measured time; {@code by_status} and {@code errors} add up to it
 * @param ok those answered with 2xx
 * @param errors those not answered at all, by reason: timeout, connect, closed, protocol
 * @param reopened kept connections that the server had closed, where the request went over a new one
 * @param goodput 2xx a second
 * @param latency of 2xx since the request was due
 * @param service of 2xx since the request was sent: without waiting for a free connection
 * @param refused of 429 and 503 since the request was sent
 */
record Summary(
        long sent,
        long ok,
        @JsonProperty("by_status") Map<String, Long> byStatus,
        Map<String, Long> errors,
        long reopened,
        double seconds,
        double goodput,
        @JsonProperty("latency_ms") Latency latency,
        @JsonProperty("service_ms") Latency service,
        @JsonProperty("refused_ms") Latency refused) {

    /** Percentiles in milliseconds; all 0 when nothing was recorded. */
    record Latency(double p50, double p90, double p99, double max) {
        static Latency of(Histogram micros) {
            return new Latency(
                    rounded(micros.getValueAtPercentile(50) / 1e3),
                    rounded(micros.getValueAtPercentile(90) / 1e3),
                    rounded(micros.getValueAtPercentile(99) / 1e3),
                    rounded(micros.getMaxValue() / 1e3));
        }
    }

    static double rounded(double value) {
        return Math.round(value * 1000) / 1000.0;
    }
}
