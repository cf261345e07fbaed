package dev.kerasguard.server.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kerasguard.server.TestSignatures;
import dev.kerasguard.server.tensor.Datatype;
import dev.kerasguard.server.tensor.HostTensor;
import dev.kerasguard.server.tensor.Signature;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class V1DecoderTest {

    private static final Signature ONE = TestSignatures.oneInput(Datatype.FP32, -1, 2);
    private static final Signature TWO = TestSignatures.of(
            TestSignatures.tensor("a", Datatype.FP32, -1, 2), TestSignatures.tensor("b", Datatype.INT64, -1));

    static InferenceRequest decode(Signature signature, String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return new V1Decoder(signature).decode(new Body(bytes, bytes.length));
    }

    @Test
    void readsRowsOfValues() {
        // When
        HostTensor x = decode(ONE, "{\"signature_name\":\"serving_default\",\"instances\":[[1,2.5],[-3e2,4]]}")
                .inputs()
                .getFirst();

        // Then
        ByteBuffer elements = x.buffer();
        assertThat(x.shape()).containsExactly(2, 2);
        assertThat(List.of(elements.getFloat(), elements.getFloat(), elements.getFloat(), elements.getFloat()))
                .containsExactly(1f, 2.5f, -300f, 4f);
    }

    @Test
    void readsRowsOfNamedInputsInAnyOrder() {
        // When
        List<HostTensor> inputs = decode(TWO, "{\"instances\":[{\"a\":[1,2],\"b\":7},{\"b\":8,\"a\":[3,4]}]}")
                .inputs();

        // Then
        assertThat(inputs).extracting(HostTensor::toString).containsExactly("a FP32[2, 2]", "b INT64[2]");
        assertThat(inputs.get(1).buffer().getLong(8)).isEqualTo(8);
    }

    @Test
    void readsColumns() {
        // When
        List<HostTensor> inputs =
                decode(TWO, "{\"inputs\":{\"b\":[7],\"a\":[[1,2]]}}").inputs();

        // Then
        assertThat(inputs).extracting(HostTensor::toString).containsExactly("b INT64[1]", "a FP32[1, 2]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            []                                              | must have either "instances"
            {}                                              | must have either "instances"
            {"instances": [[1,2]], "inputs": [[1,2]]}       | must have either "instances"
            {"instances": [[1,2]]} 1                        | must have either "instances"
            {"instances": 1}                                | must be a list with an element for each row
            {"instances": []}                               | has no rows
            {"instances": [[1,2],[3]]}                      | input "x"[1]: a list of 1 where its siblings have 2
            {"instances": [[1,2],3]}                        | input "x"[1]: a number where its siblings are lists
            {"instances": [[1,2],[3,[4]]]}                  | input "x"[1][1]: a list where its siblings are numbers
            {"instances": [[1,[]]]}                         | input "x"[0][1]: a list where its siblings are numbers
            {"instances": [[]]}                             | input "x"[0]: an empty list
            {"instances": [[1,"2"]]}                        | input "x"[0][1]: a number was expected, not a string
            {"instances": [[1,null]]}                       | input "x"[0][1]: a number was expected, not null
            {"instances": [[1,1e39]]}                       | input "x"[0][1]: the number is outside the range of FP32
            {"instances": [[1,{"x": 1}]]}                   | input "x"[0][1]: a number was expected, not an object
            {"instances": [{"y": [1,2]}]}                   | the model has no input "y"; it has: x
            {"instances": [{"x": [1,2], "x": [1,2]}]}       | is there twice
            {"instances": [{"x": [1,2]}, {}]}               | instances[1] has 0 inputs
            {"instances": [[1,2]                            | the body is not JSON
            {"instances": [[1,2,                            | the body
            """)
    void saysWhatIsWrongAndWhere(String json, String message) {
        assertThatThrownBy(() -> decode(ONE, json))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        e -> assertThat(e.refusal().status()).isEqualTo(400))
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({
        "UINT8, 255, 256", "UINT8, 0, -1", "UINT16, 65535, 65536", "INT32, -2147483648, 2147483648",
        "INT64, 9223372036854775807, 9223372036854775808", "INT64, 1, 1.5", "FP16, 65504, 70000", "BF16, 3e38, 1e39",
        "FP64, 1e308, 1e309", "BOOL, true, 1"
    })
    void takesWhatFitsTheDatatypeAndNothingElse(Datatype datatype, String fits, String doesNot) {
        // Given
        Signature signature = TestSignatures.oneInput(datatype, -1);

        // When, Then
        assertThat(decode(signature, "{\"instances\":[" + fits + "]}")
                        .inputs()
                        .getFirst()
                        .elements())
                .isEqualTo(1);
        assertThatThrownBy(() -> decode(signature, "{\"instances\":[" + doesNot + "]}"))
                .isInstanceOf(RefusedException.class)
                .hasMessageStartingWith("input \"x\"");
    }

    @Test
    void needsNamesWhenTheModelHasMoreThanOneInput() {
        assertThatThrownBy(() -> decode(TWO, "{\"instances\":[[1,2]]}")).hasMessageContaining("must name the inputs");
    }

    @Test
    void refusesEndlessDepthWithoutFollowingIt() {
        assertThatThrownBy(() -> decode(ONE, "{\"instances\":" + "[".repeat(100_000)))
                .isInstanceOf(RefusedException.class);
        assertThatThrownBy(() -> decode(ONE, "{\"other\":" + "[".repeat(100_000)))
                .isInstanceOf(RefusedException.class);
    }
}
