package dev.kerasguard.server.protocol;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.kerasguard.server.tensor.HostTensor;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/** Requests for predictions as clients write them, one in each form that is spoken. */
public final class ExampleRequests {

    /** Bytes of elements above which nobody should send JSON, which would be several times as long. */
    private static final int MAX_IN_JSON = 4 << 20;

    private final ModelCard model;
    private final List<HostTensor> inputs;

    /**
     * A request.
     *
     * @param form what a message calls it
     * @param path of a POST
     * @param jsonLength the header {@code Inference-Header-Content-Length}; empty: it has none
     * @param body JSON, and elements where there is a {@code jsonLength}
     */
    public record ExampleRequest(String form, String path, OptionalInt jsonLength, Body body) {}

    private ExampleRequests(ModelCard model, List<HostTensor> inputs) {
        this.model = model;
        this.inputs = List.copyOf(inputs);
    }

    /** Requests for a model, with these inputs; in binary alone when they are large. */
    public static List<ExampleRequest> of(ModelCard model, List<HostTensor> inputs) {
        ExampleRequests examples = new ExampleRequests(model, inputs);
        if (inputs.stream().mapToLong(HostTensor::length).sum() > MAX_IN_JSON) {
            return List.of(examples.v2Binary());
        }
        return List.of(examples.v2Binary(), examples.v2Json(), examples.v1());
    }

    private ExampleRequest v2Binary() {
        byte[] json = v2(true);
        int length = json.length + inputs.stream().mapToInt(HostTensor::length).sum();
        byte[] body = Arrays.copyOf(json, length);
        int at = json.length;
        for (HostTensor input : inputs) {
            System.arraycopy(input.array(), input.offset(), body, at, input.length());
            at += input.length();
        }
        return new ExampleRequest("V2 binary", v2Path(), OptionalInt.of(json.length), new Body(body, length));
    }

    private ExampleRequest v2Json() {
        return new ExampleRequest("V2 JSON", v2Path(), OptionalInt.empty(), json(v2(false)));
    }

    private String v2Path() {
        return "/v2/models/" + model.name() + "/infer";
    }

    private byte[] v2(boolean binary) {
        return Json.write(json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("inputs");
            for (HostTensor input : inputs) {
                json.writeStartObject();
                json.writeStringField("name", input.name());
                json.writeStringField("datatype", input.datatype().name());
                json.writeFieldName("shape");
                json.writeArray(input.shape(), 0, input.rank());
                if (binary) {
                    json.writeObjectFieldStart("parameters");
                    json.writeNumberField("binary_data_size", input.length());
                    json.writeEndObject();
                } else {
                    json.writeFieldName("data");
                    new JsonTensorWriter(input).writeFlat(json);
                }
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeObjectFieldStart("parameters");
            json.writeBooleanField("binary_data_output", binary);
            json.writeEndObject();
            json.writeEndObject();
        });
    }

    private static Body json(byte[] json) {
        return new Body(json, json.length);
    }

    private ExampleRequest v1() {
        byte[] body = Json.write(json -> {
            json.writeStartObject();
            if (model.signature().hasRows()) {
                json.writeArrayFieldStart("instances");
                writeFirstRow(json);
                json.writeEndArray();
            } else {
                json.writeObjectFieldStart("inputs");
                for (HostTensor input : inputs) {
                    json.writeFieldName(input.name());
                    new JsonTensorWriter(input).writeNested(json);
                }
                json.writeEndObject();
            }
            json.writeEndObject();
        });
        return new ExampleRequest("V1", "/v1/models/" + model.name() + ":predict", OptionalInt.empty(), json(body));
    }

    private void writeFirstRow(JsonGenerator json) throws IOException {
        if (inputs.size() == 1) {
            new JsonTensorWriter(inputs.getFirst()).writeRow(json);
            return;
        }
        json.writeStartObject();
        for (HostTensor input : inputs) {
            json.writeFieldName(input.name());
            new JsonTensorWriter(input).writeRow(json);
        }
        json.writeEndObject();
    }
}
