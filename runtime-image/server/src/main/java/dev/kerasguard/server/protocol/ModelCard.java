package dev.kerasguard.server.protocol;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.kerasguard.server.tensor.Signature;
import dev.kerasguard.server.tensor.SignatureTensor;
import java.io.IOException;
import java.util.List;

/**
 * What the server says about its model, in each protocol's words.
 *
 * @param name as clients call it
 * @param version as the owner calls it
 * @param digest of the bytes that were loaded
 * @param format Keras or SavedModel
 * @param parameters number of weights
 * @param signature what it takes and gives
 */
public record ModelCard(
        String name, String version, String digest, String format, long parameters, Signature signature) {

    /** {@code GET /v2/models/{name}}. */
    public Answer v2Metadata() {
        return Answer.json(200, json -> {
            json.writeStartObject();
            json.writeStringField("name", name);
            json.writeArrayFieldStart("versions");
            json.writeString(version);
            json.writeEndArray();
            json.writeStringField("platform", "tensorflow_savedmodel");
            writeTensors(json, "inputs", "datatype", signature.inputs());
            writeTensors(json, "outputs", "datatype", signature.outputs());
            json.writeEndObject();
        });
    }

    /** {@code GET /v2/models/{name}/ready}. */
    public Answer v2Ready(boolean ready) {
        return Answer.json(ready ? 200 : 503, json -> {
            json.writeStartObject();
            json.writeStringField("name", name);
            json.writeBooleanField("ready", ready);
            json.writeEndObject();
        });
    }

    /** {@code GET /v1/models/{name}}. */
    public Answer v1Status() {
        return Answer.json(200, json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("model_version_status");
            json.writeStartObject();
            json.writeStringField("version", version);
            json.writeStringField("state", "AVAILABLE");
            json.writeObjectFieldStart("status");
            json.writeStringField("error_code", "OK");
            json.writeStringField("error_message", "");
            json.writeEndObject();
            json.writeEndObject();
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    /** {@code GET /v1/models/{name}/metadata}: the signature as TensorFlow Serving prints its SignatureDef. */
    public Answer v1Metadata() {
        return Answer.json(200, json -> {
            json.writeStartObject();
            json.writeObjectFieldStart("model_spec");
            json.writeStringField("name", name);
            json.writeStringField("signature_name", "");
            json.writeStringField("version", version);
            json.writeEndObject();
            json.writeObjectFieldStart("metadata");
            json.writeObjectFieldStart("signature_def");
            json.writeObjectFieldStart("signature_def");
            json.writeObjectFieldStart("serving_default");
            writeTensorInfos(json, "inputs", signature.inputs());
            writeTensorInfos(json, "outputs", signature.outputs());
            json.writeStringField("method_name", "tensorflow/serving/predict");
            for (int i = 0; i < 5; i++) {
                json.writeEndObject();
            }
        });
    }

    /** {@code GET /model} of the management port. */
    public Answer management() {
        return Answer.json(200, json -> {
            json.writeStartObject();
            json.writeStringField("digest", digest);
            json.writeStringField("format", format);
            json.writeNumberField("parameters", parameters);
            writeTensors(json, "inputs", "dtype", signature.inputs());
            writeTensors(json, "outputs", "dtype", signature.outputs());
            json.writeEndObject();
        });
    }

    private static void writeTensors(
            JsonGenerator json, String field, String datatypeField, List<SignatureTensor> tensors) throws IOException {
        json.writeArrayFieldStart(field);
        for (SignatureTensor tensor : tensors) {
            json.writeStartObject();
            json.writeStringField("name", tensor.name());
            json.writeStringField(datatypeField, tensor.datatype().name());
            json.writeArrayFieldStart("shape");
            for (long dimension : tensor.shape()) {
                json.writeNumber(dimension);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void writeTensorInfos(JsonGenerator json, String field, List<SignatureTensor> tensors)
            throws IOException {
        json.writeObjectFieldStart(field);
        for (SignatureTensor tensor : tensors) {
            json.writeObjectFieldStart(tensor.name());
            json.writeStringField("dtype", tensor.datatype().proto().name());
            json.writeObjectFieldStart("tensor_shape");
            json.writeArrayFieldStart("dim");
            for (long dimension : tensor.shape()) {
                json.writeStartObject();
                json.writeStringField("size", Long.toString(dimension));
                json.writeStringField("name", "");
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeBooleanField("unknown_rank", false);
            json.writeEndObject();
            json.writeStringField(
                    "name", tensor.spec().operation() + ":" + tensor.spec().index());
            json.writeEndObject();
        }
        json.writeEndObject();
    }
}
