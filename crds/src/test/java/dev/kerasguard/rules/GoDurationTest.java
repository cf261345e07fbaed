package dev.kerasguard.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoDurationTest {

    @ParameterizedTest
    @CsvSource({
        "2s, PT2S",
        "1m30s, PT1M30S",
        "0.5ms, PT0.0005S",
        "0, PT0S",
        "1h1ns, PT1H0.000000001S",
        "1.5us, PT0.0000015S"
    })
    void readsWhatGoReads(String text, Duration duration) {
        assertThat(GoDuration.parse(text)).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2", "-1s", "1 s", "s", "1d", "1.s", ".5s", "2s\n", "9999999999999h", "١s"})
    void refusesWhatIsNoDuration(String text) {
        assertThatThrownBy(() -> GoDuration.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesLongTextUnread() {
        assertThatThrownBy(() -> GoDuration.parse("1s".repeat(1_000_000)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not a duration");
    }

    @Property
    void readsBackWhatItWrites(@ForAll @LongRange(min = 0) long nanos) {
        Duration duration = Duration.ofNanos(nanos % Duration.ofDays(3650).toNanos());

        assertThat(GoDuration.parse(GoDuration.format(duration))).isEqualTo(duration);
    }
}
