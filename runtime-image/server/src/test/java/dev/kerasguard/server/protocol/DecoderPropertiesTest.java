package dev.kerasguard.server.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kerasguard.server.TestSignatures;
import dev.kerasguard.server.tensor.Datatype;
import dev.kerasguard.server.tensor.HostTensor;
import dev.kerasguard.server.tensor.Signature;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class DecoderPropertiesTest {

    private static final Signature SIGNATURE = TestSignatures.oneInput(Datatype.FP32, -1, 3);
    private static final V1Decoder V1 = new V1Decoder(SIGNATURE);
    private static final V2Decoder V2 = new V2Decoder(SIGNATURE, "flowers", "3");

    @Property(tries = 500)
    void garbageIsRefusedAndNothingElse(@ForAll byte[] bytes, @ForAll @IntRange(min = -5, max = 50) int header) {
        onlyRefused(() -> V1.decode(new Body(bytes, bytes.length)));
        onlyRefused(() -> V2.decode(new Body(bytes, bytes.length), null));
        onlyRefused(() -> V2.decode(new Body(bytes, bytes.length), Integer.toString(header)));
    }

    @Property(tries = 1000)
    void shuffledPiecesOfRequestsAreRefusedOrRead(@ForAll("pieces") List<String> pieces) {
        byte[] bytes = String.join("", pieces).getBytes(StandardCharsets.UTF_8);
        onlyRefused(() -> V1.decode(new Body(bytes, bytes.length)));
        onlyRefused(() -> V2.decode(new Body(bytes, bytes.length), null));
    }

    @Provide
    Arbitrary<List<String>> pieces() {
        return Arbitraries.of(
                        "{",
                        "}",
                        "[",
                        "]",
                        ",",
                        ":",
                        "\"instances\"",
                        "\"inputs\"",
                        "\"x\"",
                        "\"name\"",
                        "\"shape\"",
                        "\"datatype\"",
                        "\"FP32\"",
                        "\"data\"",
                        "\"parameters\"",
                        "\"binary_data_size\"",
                        "1",
                        "-1",
                        "1e400",
                        "1.5",
                        "NaN",
                        "null",
                        "true",
                        "{\"inputs\":[{\"name\":\"x\",\"shape\":[",
                        "{\"instances\":[[",
                        "99999999999999999999",
                        "\u0000",
                        "\ud83d\ude00")
                .list()
                .ofMaxSize(30);
    }

    private static void onlyRefused(Runnable decode) {
        try {
            decode.run();
        } catch (RefusedException e) {
            assertThat(e.refusal().status()).isEqualTo(400);
        }
    }

    @Property(tries = 200)
    void jsonAndBinaryAgreeInBothDirections(@ForAll @Size(min = 1, max = 20) List<float[]> rows) {
        // Given
        HostTensor tensor = tensor(rows);

        // When
        HostTensor binary = V2.decode(body(V2Bodies.binary(tensor)), Integer.toString(V2Bodies.head(tensor).length))
                .inputs()
                .getFirst();
        byte[] json = V2Bodies.json(tensor);
        HostTensor flat = V2.decode(new Body(json, json.length), null).inputs().getFirst();
        byte[] instances = V2Bodies.instances(tensor);
        HostTensor v1 =
                V1.decode(new Body(instances, instances.length)).inputs().getFirst();

        // Then
        assertThat(bytes(binary)).isEqualTo(bytes(tensor));
        assertThat(bytes(flat)).isEqualTo(bytes(tensor));
        assertThat(bytes(v1)).isEqualTo(bytes(tensor));
        assertThat(v1.shape()).isEqualTo(tensor.shape());
    }

    private static HostTensor tensor(List<float[]> rows) {
        java.nio.ByteBuffer elements =
                java.nio.ByteBuffer.allocate(rows.size() * 12).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        for (float[] row : rows) {
            float[] three = Arrays.copyOf(row, 3);
            for (float value : three) {
                elements.putFloat(value);
            }
        }
        byte[] array = elements.array();
        return new HostTensor("x", Datatype.FP32, new long[] {rows.size(), 3}, array, 0, array.length);
    }

    private static Body body(byte[] bytes) {
        return new Body(bytes, bytes.length);
    }

    private static byte[] bytes(HostTensor tensor) {
        return Arrays.copyOfRange(tensor.array(), tensor.offset(), tensor.offset() + tensor.length());
    }

    /** The same tensor as bodies of each kind. */
    private static final class V2Bodies {

        static byte[] head(HostTensor tensor) {
            return ("{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[" + tensor.rows()
                            + ",3],\"parameters\":{\"binary_data_size\":" + tensor.length() + "}}]}")
                    .getBytes(StandardCharsets.UTF_8);
        }

        static byte[] binary(HostTensor tensor) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            body.writeBytes(head(tensor));
            body.write(tensor.array(), tensor.offset(), tensor.length());
            return body.toByteArray();
        }

        static byte[] json(HostTensor tensor) {
            return Json.write(json -> {
                json.writeStartObject();
                json.writeArrayFieldStart("inputs");
                json.writeStartObject();
                json.writeFieldName("data");
                new JsonTensorWriter(tensor).writeFlat(json);
                json.writeStringField("name", "x");
                json.writeStringField("datatype", "FP32");
                json.writeFieldName("shape");
                json.writeArray(tensor.shape(), 0, 2);
                json.writeEndObject();
                json.writeEndArray();
                json.writeEndObject();
            });
        }

        static byte[] instances(HostTensor tensor) {
            Buffer predictions = V1Form.ROWS.encode(List.of(tensor)).body();
            return predictions
                    .toString(StandardCharsets.UTF_8)
                    .replace("predictions", "instances")
                    .getBytes(StandardCharsets.UTF_8);
        }
    }
}
