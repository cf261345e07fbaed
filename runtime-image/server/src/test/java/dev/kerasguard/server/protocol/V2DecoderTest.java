package dev.kerasguard.server.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kerasguard.server.TestSignatures;
import dev.kerasguard.server.tensor.Datatype;
import dev.kerasguard.server.tensor.HostTensor;
import dev.kerasguard.server.tensor.Signature;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class V2DecoderTest {

    private static final Signature ONE = TestSignatures.oneInput(Datatype.FP32, -1, 2);

    private static InferenceRequest decode(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return new V2Decoder(ONE, "flowers", "3").decode(new Body(bytes, bytes.length), null);
    }

    private static InferenceRequest decode(String json, String header, int binaryBytes) {
        byte[] head = json.getBytes(StandardCharsets.UTF_8);
        byte[] bytes = java.util.Arrays.copyOf(head, head.length + binaryBytes);
        return new V2Decoder(ONE, "flowers", "3").decode(new Body(bytes, bytes.length), header);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[2,2],\"datatype\":\"FP32\",\"data\":[1,2,3,4]}]}",
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[2,2],\"datatype\":\"FP32\",\"data\":[[1,2],[3,4]]}]}",
                "{\"inputs\":[{\"data\":[[1,2],[3,4]],\"datatype\":\"FP32\",\"shape\":[2,2],\"name\":\"x\"}]}",
                "{\"inputs\":[{\"data\" : [ 1, 2, 3, 4 ] , \"shape\":[2,2],\"name\":\"x\",\"datatype\":\"FP32\"}]}",
            })
    void readsFlatAndNestedDataInAnyOrderOfFields(String json) {
        // When
        HostTensor x = decode(json).inputs().getFirst();

        // Then
        assertThat(x.toString()).isEqualTo("x FP32[2, 2]");
        assertThat(x.buffer().getFloat(12)).isEqualTo(4f);
    }

    @Test
    void sharesTheBodysBytesWithBinaryTensors() {
        // Given
        String json = "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,2],\"datatype\":\"FP32\","
                + "\"parameters\":{\"binary_data_size\":8}}]}";

        // When
        HostTensor x = decode(json, Integer.toString(json.length()), 8).inputs().getFirst();

        // Then
        assertThat(x.offset()).isEqualTo(json.length());
        assertThat(x.length()).isEqualTo(8);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            []                                                                      | must be an object with "inputs"
            {}                                                                      | "inputs" is missing; the model has: x
            {"inputs": {}}                                                          | "inputs" must be a list
            {"inputs": [1]}                                                         | inputs[0] must be an object
            {"inputs": [{"name": "x"}]}                                             | must have "name", "datatype" and "shape"
            {"inputs": [{"name": 1}]}                                               | inputs[0].name must be a string
            {"inputs": [{"name": "x", "shape": [1,2], "datatype": "FP32"}]}         | either "data" or the parameter
            {"inputs": [{"name": "x", "shape": [-1], "datatype": "FP32", "data": [1]}]} | none negative
            {"inputs": [{"name": "x", "shape": [1], "datatype": "BYTES", "data": ["a"]}]} | "BYTES" is not supported
            {"inputs": [{"name": "x", "shape": [2], "datatype": "FP32", "data": [1]}]} | shape says [2] but data is [1]
            {"inputs": [{"name": "x", "shape": [1,2], "datatype": "FP32", "data": [[1],[2]]}]} | shape says [1, 2] but data is [2, 1]
            {"inputs": [{"name": "x", "shape": [9223372036854775807,9223372036854775807], "datatype": "FP32", "data": [1]}]} | shape says
            {"inputs": [{"name": "x", "shape": [1], "datatype": "FP32", "parameters": {"binary_data_size": 4}}]} | only 0 bytes are left
            {"inputs": [{"name": "x", "shape": [1], "datatype": "FP32", "parameters": {"binary_data_size": 5}}]} | shape and datatype need 4
            {"inputs": [{"name": "x", "shape": [1], "datatype": "FP32", "parameters": {"binary_data_size": -1}}]} | must be a number of bytes
            {"inputs": [{"name": "x", "shape": [1], "datatype": "FP32", "data": [1]}], "outputs": [{"name": "z"}]} | has no output "z"; it has: y
            {"inputs": [{"name": "x", "shape": [1], "datatype": "FP32", "data": [1]}], "outputs": [{}]} | outputs[0].name is missing
            {"inputs": [{"name": "x", "shape": [1], "datatype": "FP32", "data": [1]}, {"name": "x", "shape": [1], "datatype": "FP32", "data": [1]}]} | there twice
            """)
    void saysWhatIsWrongAndWhere(String json, String message) {
        assertThatThrownBy(() -> decode(json))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        e -> assertThat(e.refusal().status()).isEqualTo(400))
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "99999", "x", "99999999999999"})
    void refusesAJsonLengthThatCannotBe(String header) {
        assertThatThrownBy(() -> decode("{}", header, 0))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("between 0 and the body's 2");
    }

    @Test
    void refusesBytesThatBelongToNoInput() {
        // Given
        String json = "{\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"datatype\":\"FP32\",\"data\":[1]}]}";

        // When, Then
        assertThatThrownBy(() -> decode(json, Integer.toString(json.length()), 3))
                .hasMessageContaining("3 bytes of the body belong to no input");
    }
}
