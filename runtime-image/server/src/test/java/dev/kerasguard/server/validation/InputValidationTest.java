package dev.kerasguard.server.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.runtime.config.RuntimeConfig.InputConfig;
import dev.kerasguard.server.TestConfigs;
import dev.kerasguard.server.TestSignatures;
import dev.kerasguard.server.tensor.Datatype;
import dev.kerasguard.server.tensor.HostTensor;
import dev.kerasguard.server.tensor.Signature;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class InputValidationTest {

    private static final Signature TWO = TestSignatures.of(
            TestSignatures.tensor("a", Datatype.FP32, -1, 2), TestSignatures.tensor("b", Datatype.INT64, -1));

    private static InputValidation validation(Signature signature, InputConfig... inputs) throws ModelRefusedException {
        return new InputValidation(
                signature,
                TestConfigs.with(
                        Path.of("/models"), TestConfigs.serving(Duration.ofSeconds(1), 1), List.of(), List.of(inputs)));
    }

    private static InputConfig bounds(double minimum, double maximum) {
        return new InputConfig("a", null, null, OptionalDouble.of(minimum), OptionalDouble.of(maximum), false);
    }

    private static HostTensor fp32(String name, long[] shape, float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            bytes.putFloat(value);
        }
        return new HostTensor(name, Datatype.FP32, shape, bytes.array(), 0, values.length * 4);
    }

    private static HostTensor int64(String name, int rows) {
        return new HostTensor(name, Datatype.INT64, new long[] {rows}, new byte[rows * 8], 0, rows * 8);
    }

    @Test
    void ordersInputsAsTheModelHasThem() throws Exception {
        // When
        List<HostTensor> ordered = validation(TWO).check(List.of(int64("b", 1), fp32("a", new long[] {1, 2}, 1, 2)));

        // Then
        assertThat(ordered).extracting(HostTensor::name).containsExactly("a", "b");
    }

    @Test
    void saysAllViolationsAtOnce() throws Exception {
        // Given
        InputValidation validation = validation(TWO, bounds(0, 1));

        // When, Then
        assertThatThrownBy(() -> validation.check(
                        List.of(fp32("a", new long[] {2, 2}, 0, 1, 0.5f, 7), fp32("c", new long[] {1}, 1))))
                .hasMessage("the model has no input \"c\"; it has: a, b; "
                        + "input \"a\"[1][1]: 7.0 is more than the maximum 1.0; input \"b\" is missing");
    }

    @Test
    void refusesOtherDatatypesRanksAndDimensions() throws Exception {
        InputValidation validation = validation(TWO);
        assertThatThrownBy(() -> validation.check(List.of(int64("a", 1), int64("b", 1))))
                .hasMessage("input \"a\": datatype must be FP32, not INT64");
        assertThatThrownBy(() -> validation.check(List.of(fp32("a", new long[] {1, 3}, 1, 2, 3), int64("b", 1))))
                .hasMessage("input \"a\": shape must be [-1, 2] (-1 is any), not [1, 3]");
        assertThatThrownBy(() -> validation.check(List.of(fp32("a", new long[] {2}, 1, 2), int64("b", 1))))
                .hasMessageContaining("not [2]");
    }

    @Test
    void refusesNaNUnlessAllowed() throws Exception {
        // Given
        HostTensor nan = fp32("a", new long[] {1, 2}, 0, Float.NaN);
        InputConfig allowed = new InputConfig("a", null, null, OptionalDouble.empty(), OptionalDouble.empty(), true);

        // When, Then
        assertThatThrownBy(() -> validation(TWO, bounds(0, 1)).check(List.of(nan, int64("b", 1))))
                .hasMessage("input \"a\"[0][1]: NaN is not allowed");
        assertThat(validation(TWO, allowed).check(List.of(nan, int64("b", 1)))).hasSize(2);
    }

    @Test
    void refusesRowsThatDisagreeOrAreTooMany() throws Exception {
        InputValidation validation = validation(TWO);
        assertThatThrownBy(() -> validation.check(List.of(fp32("a", new long[] {1, 2}, 1, 2), int64("b", 2))))
                .hasMessageContaining("input \"b\" has 2 rows but \"a\" has 1");
        assertThatThrownBy(() ->
                        validation.check(List.of(fp32("a", new long[] {129, 2}, new float[258]), int64("b", 129))))
                .hasMessageContaining("129 rows; a request must have 1 to 128");
        assertThatThrownBy(() -> validation.check(List.of(fp32("a", new long[] {0, 2}), int64("b", 0))))
                .hasMessageContaining("0 rows");
    }

    @Test
    void refusesBooleanBytesThatAreNeitherZeroNorOne() throws Exception {
        // Given
        Signature bool = TestSignatures.oneInput(Datatype.BOOL, -1);
        HostTensor two = new HostTensor("x", Datatype.BOOL, new long[] {2}, new byte[] {1, 2}, 0, 2);

        // When, Then
        assertThatThrownBy(() -> validation(bool).check(List.of(two))).hasMessageContaining("input \"x\"[1]: 2.0");
    }

    @Test
    void refusesBoundsThatAreNotOfThisModel() {
        assertThatThrownBy(() -> validation(
                        TWO, new InputConfig("z", null, null, OptionalDouble.empty(), OptionalDouble.empty(), true)))
                .isInstanceOf(ModelRefusedException.class)
                .hasMessageContaining("the model has no such input; it has: a, b");
        assertThatThrownBy(() -> validation(
                        TWO,
                        new InputConfig(
                                "a", List.of(-1L, 5L), null, OptionalDouble.empty(), OptionalDouble.empty(), true)))
                .isInstanceOf(ModelRefusedException.class)
                .hasMessageContaining("shape [-1, 5] but the model has [-1, 2]");
    }
}
