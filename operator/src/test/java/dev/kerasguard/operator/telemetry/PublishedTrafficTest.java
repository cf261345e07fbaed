package dev.kerasguard.operator.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kerasguard.api.v1alpha1.KerasInferenceServiceStatus.Traffic;
import dev.kerasguard.operator.telemetry.TrafficWindow.Figures;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PublishedTrafficTest {

    private static final Instant NOW = Instant.parse("2026-01-05T08:00:00Z");

    private final PublishedTraffic published = new PublishedTraffic();

    @Test
    void roundsToTwoDigits() {
        // When
        Traffic traffic = published.update(NOW, new Figures(0.01984, 301.7, 0.0));

        // Then
        assertThat(traffic).isEqualTo(new Traffic("20ms", 300L, 0));
    }

    @Test
    void writesDurationsAsGoDoes() {
        assertThat(PublishedTraffic.duration(0.00184)).isEqualTo("1.8ms");
        assertThat(PublishedTraffic.duration(0.002)).isEqualTo("2ms");
        assertThat(PublishedTraffic.duration(0.0204)).isEqualTo("20ms");
        assertThat(PublishedTraffic.duration(0.9996)).isEqualTo("1s");
        assertThat(PublishedTraffic.duration(1.234)).isEqualTo("1.2s");
        assertThat(PublishedTraffic.duration(12.6)).isEqualTo("13s");
    }

    @Test
    void keepsItsFiguresForAMinuteWhenLittleChanged() {
        // Given
        Traffic first = published.update(NOW, new Figures(0.020, 300, 0.0));

        // When
        Traffic soon = published.update(NOW.plusSeconds(30), new Figures(0.025, 350, 0.0));
        Traffic similar = published.update(NOW.plusSeconds(61), new Figures(0.0205, 305, 0.0));
        Traffic later = published.update(NOW.plusSeconds(62), new Figures(0.025, 350, 0.0));

        // Then
        assertThat(soon).isEqualTo(first);
        assertThat(similar).isEqualTo(first);
        assertThat(later).isEqualTo(new Traffic("25ms", 350L, 0));
    }

    @Test
    void showsAGreatChangeSoon() {
        // Given
        published.update(NOW, new Figures(0.020, 20, 0.0));

        // When
        Traffic flood = published.update(NOW.plusSeconds(12), new Figures(0.020, 400, 0.3));

        // Then
        assertThat(flood).isEqualTo(new Traffic("20ms", 400L, 30));
    }

    @Test
    void showsAtLeastOneOfFewRequests() {
        assertThat(published.update(NOW, new Figures(0.020, 0.2, null))).isEqualTo(new Traffic("20ms", 1L, 0));
    }
}
