package dev.kerasguard.server.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kerasguard.server.protocol.RefusedException;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTimeoutTest {

    private final RequestTimeout timeout = new RequestTimeout(Duration.ofSeconds(2));

    @ParameterizedTest
    @CsvSource(
            value = {"-, 2000", "0.5, 500", "1, 1000", "300ms, 300", "1.5s, 1500", "1m, 2000", "999999999, 2000"},
            nullValues = "-")
    void isWhatTheClientAsksButNeverMoreThanTheServices(String header, long millis) {
        assertThat(timeout.of(header)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-1", "1h", "abc", "1e3", "0.0001ms", "9999999999"})
    void refusesWhatIsNoDuration(String header) {
        assertThatThrownBy(() -> timeout.of(header))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("X-Request-Timeout");
    }
}
