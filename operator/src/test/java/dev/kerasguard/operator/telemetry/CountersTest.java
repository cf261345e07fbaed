package dev.kerasguard.operator.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class CountersTest {

    @Test
    void sumsProtocolsAndTellsFailuresFromTheRest() {
        // When
        Counters counters = counters("""
                kerasguard_requests_total{protocol="v1",code="200"} 90
                kerasguard_requests_total{protocol="v2",code="429"} 8
                kerasguard_requests_total{protocol="v2",code="503"} 2
                kerasguard_refused_total{reason="RateLimited"} 8
                kerasguard_refused_total{reason="QueueFull"} 2
                """);

        // Then
        assertThat(counters.requests()).isEqualTo(100);
        assertThat(counters.failed()).isEqualTo(2);
        assertThat(counters.refused()).isEqualTo(10);
    }

    @Test
    void interpolatesTheQuantileAsPrometheusDoes() {
        // When
        Counters counters = counters("""
                kerasguard_request_duration_seconds_bucket{protocol="v1",le="0.01"} 50
                kerasguard_request_duration_seconds_bucket{protocol="v1",le="0.02"} 90
                kerasguard_request_duration_seconds_bucket{protocol="v1",le="0.05"} 100
                kerasguard_request_duration_seconds_bucket{protocol="v1",le="+Inf"} 100
                """);

        // Then
        assertThat(counters.durations().quantile(0.99).orElseThrow()).isCloseTo(0.047, within(1e-9));
        assertThat(counters.durations().quantile(0.5).orElseThrow()).isCloseTo(0.01, within(1e-9));
        assertThat(Durations.NONE.quantile(0.99)).isEmpty();
    }

    @Test
    void takesACountThatFellAsARestart() {
        // Given
        Counters before = counters("kerasguard_requests_total{code=\"200\"} 1000");

        // When
        Counters after = counters("kerasguard_requests_total{code=\"200\"} 30");

        // Then
        assertThat(after.since(before).requests()).isEqualTo(30);
        assertThat(counters("kerasguard_requests_total{code=\"200\"} 1030")
                        .since(before)
                        .requests())
                .isEqualTo(30);
    }

    @Test
    void leavesOutWhatNoCounterCanBe() {
        // When
        Counters counters = counters("""
                kerasguard_requests_total{code="200"} NaN
                kerasguard_requests_total{code="200"} -5
                kerasguard_requests_total{code="200"} +Inf
                kerasguard_requests_total{code="200"} 7
                kerasguard_request_duration_seconds_bucket{le="broken"} 3
                """);

        // Then
        assertThat(counters.requests()).isEqualTo(7);
        assertThat(counters.durations().total()).isZero();
    }

    private static Counters counters(String text) {
        return Counters.of(MetricsText.read(text.getBytes(StandardCharsets.UTF_8), Counters.METRICS));
    }
}
