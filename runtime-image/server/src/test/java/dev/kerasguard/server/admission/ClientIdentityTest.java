package dev.kerasguard.server.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientIdentityTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            10.1.2.3     | 203.0.113.7                          | 203.0.113.7
            10.1.2.3     | 198.51.100.1, 203.0.113.7            | 203.0.113.7
            10.1.2.3     | 203.0.113.7, 10.9.9.9                | 203.0.113.7
            10.1.2.3     | 10.8.8.8, 10.9.9.9                   | 10.8.8.8
            10.1.2.3     | garbage                              | 10.1.2.3
            10.1.2.3     | 203.0.113.7, garbage                 | 10.1.2.3
            10.1.2.3     | -                                    | 10.1.2.3
            198.51.100.2 | 203.0.113.7                          | 198.51.100.2
            10.1.2.3     | 2001:db8:1:2:3:4:5:6                 | 2001:db8:1:2:0:0:0:0/64
            fd00::1      | 203.0.113.7                          | 203.0.113.7
            """)
    void isTheRightmostAddressThatNoTrustedProxyHas(String peer, String forwardedFor, String client) {
        // Given
        ClientIdentity identity = new ClientIdentity(List.of("10.0.0.0/8", "fd00::/8"));

        // When, Then
        assertThat(identity.of(peer, forwardedFor == null ? List.of() : List.of(forwardedFor)))
                .isEqualTo(client);
    }

    @Test
    void isThePeerWhenNoProxyIsTrusted() {
        ClientIdentity identity = new ClientIdentity(List.of());
        assertThat(identity.of("198.51.100.2", List.of("203.0.113.7"))).isEqualTo("198.51.100.2");
        assertThat(identity.of("2001:db8::1", List.of())).isEqualTo("2001:db8:0:0:0:0:0:0/64");
    }

    @Test
    void refusesATrustedProxyThatIsNoBlock() {
        assertThatThrownBy(() -> new ClientIdentity(List.of("10.0.0.0/33")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ClientIdentity(List.of("example.com")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
