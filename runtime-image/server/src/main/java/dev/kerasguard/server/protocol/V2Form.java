package dev.kerasguard.server.protocol;

import dev.kerasguard.server.tensor.HostTensor;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Answers of {@code /v2/.../infer}: JSON, followed by the elements of those outputs that the client wants in binary.
 *
 * @param model name of the model
 * @param version of the model
 * @param id the request's own, given back
 * @param outputs the outputs to give, by position in the signature
 */
record V2Form(String model, String version, @Nullable String id, List<Wanted> outputs) implements AnswerForm {

    static final String JSON_LENGTH = "Inference-Header-Content-Length";

    /**
     * One output to give.
     *
     * @param index position in the signature
     * @param binary whether its elements follow the JSON
     */
    record Wanted(int index, boolean binary) {}

    V2Form {
        outputs = List.copyOf(outputs);
    }

    @Override
    public Answer encode(List<HostTensor> all) {
        byte[] head = Json.write(json -> {
            json.writeStartObject();
            json.writeStringField("model_name", model);
            json.writeStringField("model_version", version);
            if (id != null) {
                json.writeStringField("id", id);
            }
            json.writeArrayFieldStart("outputs");
            for (Wanted wanted : outputs) {
                HostTensor tensor = all.get(wanted.index());
                json.writeStartObject();
                json.writeStringField("name", tensor.name());
                json.writeStringField("datatype", tensor.datatype().name());
                json.writeFieldName("shape");
                json.writeArray(tensor.shape(), 0, tensor.rank());
                if (wanted.binary()) {
                    json.writeObjectFieldStart("parameters");
                    json.writeNumberField("binary_data_size", tensor.length());
                    json.writeEndObject();
                } else {
                    json.writeFieldName("data");
                    new JsonTensorWriter(tensor).writeFlat(json);
                }
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        });
        if (outputs.stream().noneMatch(Wanted::binary)) {
            return new Answer(200, Answer.JSON, Map.of(), Buffer.buffer(head));
        }
        Buffer body = Buffer.buffer(head);
        for (Wanted wanted : outputs) {
            if (wanted.binary()) {
                HostTensor tensor = all.get(wanted.index());
                body.appendBytes(tensor.array(), tensor.offset(), tensor.length());
            }
        }
        return new Answer(200, Answer.BINARY, Map.of(JSON_LENGTH, Integer.toString(head.length)), body);
    }
}
