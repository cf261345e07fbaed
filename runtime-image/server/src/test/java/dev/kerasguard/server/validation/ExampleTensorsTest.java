package dev.kerasguard.server.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.runtime.config.RuntimeConfig.InputConfig;
import dev.kerasguard.server.TestConfigs;
import dev.kerasguard.server.TestSignatures;
import dev.kerasguard.server.tensor.Datatype;
import dev.kerasguard.server.tensor.HostTensor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ExampleTensorsTest {

    private static InputValidation validation(Datatype datatype, OptionalDouble minimum, OptionalDouble maximum)
            throws ModelRefusedException {
        InputConfig bounds = new InputConfig("x", null, null, minimum, maximum, false);
        return new InputValidation(
                TestSignatures.oneInput(datatype, -1, -1, 300),
                TestConfigs.with(
                        Path.of("/models"), TestConfigs.serving(Duration.ofSeconds(1), 1), List.of(), List.of(bounds)));
    }

    private static InputValidation validation(Datatype datatype, double minimum, double maximum)
            throws ModelRefusedException {
        return validation(datatype, OptionalDouble.of(minimum), OptionalDouble.of(maximum));
    }

    @ParameterizedTest
    @EnumSource
    void everyDatatypeHasAnExampleThatPasses(Datatype datatype) throws Exception {
        // Given
        InputValidation validation = validation(datatype, OptionalDouble.empty(), OptionalDouble.empty());

        // When
        HostTensor example = validation.check(validation.example(4)).getFirst();

        // Then
        assertThat(example.datatype()).isEqualTo(datatype);
        assertThat(example.shape()).containsExactly(4, 1, 300);
    }

    @ParameterizedTest
    @EnumSource
    void boundsWithoutZeroAreKept(Datatype datatype) throws Exception {
        // Given
        InputValidation one = validation(datatype, 1, 1);

        // When
        HostTensor example = one.example(1).getFirst();

        // Then
        assertThat(one.check(List.of(example))).containsExactly(example);
    }

    @ParameterizedTest
    @CsvSource({"0.7, 0.71", "-0.71, -0.7", "-3, -2", "100, 1000", "-1000, -100", "-5, 5", "0, 0", "0.3, 0.3", "0, 16"})
    void realNumbersStayWithinBoundsWhenTheyAreRounded(double minimum, double maximum) throws Exception {
        for (Datatype datatype : new Datatype[] {Datatype.FP32, Datatype.FP64}) {
            // Given
            InputValidation validation = validation(datatype, minimum, Math.max(maximum, Math.nextUp((float) minimum)));

            // When, Then
            assertThat(validation.check(validation.example(2))).hasSize(1);
        }
    }

    @Test
    void realNumbersDifferAsAClientsDo() throws Exception {
        // When
        HostTensor example = validation(Datatype.FP32, 0, 16).example(1).getFirst();

        // Then
        assertThat(IntStream.range(0, 300)
                        .mapToObj(i -> example.buffer().getFloat(4 * i))
                        .distinct())
                .hasSizeGreaterThan(50)
                .allMatch(value -> value >= 0 && value <= 1);
    }

    @Test
    void boundsWithoutAnyIntegerHaveNoExampleThatPasses() throws Exception {
        // Given
        InputValidation validation = validation(Datatype.INT32, 0.2, 0.8);

        // When, Then
        assertThatThrownBy(() -> validation.check(validation.example(1))).hasMessageContaining("0.8");
    }
}
