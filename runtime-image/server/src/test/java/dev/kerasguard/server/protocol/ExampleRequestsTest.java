package dev.kerasguard.server.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kerasguard.server.TestSignatures;
import dev.kerasguard.server.protocol.ExampleRequests.ExampleRequest;
import dev.kerasguard.server.tensor.Datatype;
import dev.kerasguard.server.tensor.HostTensor;
import dev.kerasguard.server.tensor.Signature;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExampleRequestsTest {

    static Stream<Signature> signatures() {
        return Stream.of(
                        Arrays.stream(Datatype.values()).map(d -> TestSignatures.oneInput(d, -1, 2, 3)),
                        Stream.of(
                                TestSignatures.of(
                                        TestSignatures.tensor("a", Datatype.FP32, -1, 2),
                                        TestSignatures.tensor("b", Datatype.INT64, -1)),
                                TestSignatures.oneInput(Datatype.FP32, 2, 3),
                                TestSignatures.oneInput(Datatype.FP32)))
                .flatMap(s -> s);
    }

    private static List<HostTensor> ones(Signature signature) {
        return signature.inputs().stream()
                .map(input -> {
                    long[] shape =
                            input.shape().stream().mapToLong(d -> Math.abs(d)).toArray();
                    byte[] elements = new byte
                            [Math.toIntExact(HostTensor.elements(shape)
                                    * input.datatype().bytes())];
                    for (int i = 0; i < elements.length; i += input.datatype().bytes()) {
                        elements[i] = 1;
                    }
                    return new HostTensor(input.name(), input.datatype(), shape, elements, 0, elements.length);
                })
                .toList();
    }

    private static ModelCard card(Signature signature) {
        return new ModelCard("flowers", "3", "sha256:0", "Keras", 1, signature);
    }

    @ParameterizedTest
    @MethodSource("signatures")
    void eachFormSaysTheSameInputs(Signature signature) {
        // Given
        List<HostTensor> inputs = ones(signature);

        // When
        List<ExampleRequest> examples = ExampleRequests.of(card(signature), inputs);

        // Then
        assertThat(examples).hasSize(3);
        for (ExampleRequest example : examples) {
            List<HostTensor> decoded = decode(signature, example).inputs();
            assertThat(decoded).hasSameSizeAs(inputs);
            for (int i = 0; i < inputs.size(); i++) {
                assertThat(decoded.get(i))
                        .as(example.form())
                        .hasToString(inputs.get(i).toString());
                assertThat(decoded.get(i).buffer())
                        .as(example.form())
                        .isEqualTo(inputs.get(i).buffer());
            }
        }
    }

    private static InferenceRequest decode(Signature signature, ExampleRequest example) {
        Body body = example.body();
        if (example.path().equals("/v1/models/flowers:predict")) {
            return new V1Decoder(signature).decode(body);
        }
        assertThat(example.path()).isEqualTo("/v2/models/flowers/infer");
        return new V2Decoder(signature, "flowers", "3")
                .decode(
                        body,
                        example.jsonLength().isPresent()
                                ? Integer.toString(example.jsonLength().getAsInt())
                                : null);
    }

    @Test
    void largeInputsAreSentInBinaryAlone() {
        // Given
        Signature signature = TestSignatures.oneInput(Datatype.FP32, -1, 2 << 20);

        // When, Then
        assertThat(ExampleRequests.of(card(signature), ones(signature)))
                .extracting(ExampleRequest::form)
                .containsExactly("V2 binary");
    }
}
