package dev.kerasguard.keras;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelRefusedExceptionTest {

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\u0000", "\u001b", "\u0085", "\u2028", "\u202e", "\ud800"})
    void saysNothingThatChangesWhatAPersonReads(String evil) {
        ModelRefusedException refused = RefusalRule.WEIGHTS_UNSAFE.at("a" + evil + "b", "is c" + evil + "d; save it");

        assertThat(refused.place()).isEqualTo("a?b");
        assertThat(refused).hasMessage("a?b: is c?d; save it");
    }

    @Test
    void keepsNamesOfOtherLanguages() {
        assertThat(RefusalRule.WEIGHTS_UNSAFE
                        .at("Gewichte \u00e4\u4e2d\ud83d\ude00", "x")
                        .place())
                .isEqualTo("Gewichte \u00e4\u4e2d\ud83d\ude00");
    }

    @Test
    void keepsTheWayOutOfWhatIsCut() {
        ModelRefusedException refused =
                RefusalRule.WEIGHTS_UNSAFE.at("p".repeat(10_000), "x".repeat(10_000) + "; save it");

        assertThat(refused.place()).hasSize(400);
        assertThat(refused.getMessage()).hasSizeLessThan(1_700).endsWith("; save it");
    }
}
