package dev.kerasguard.server.protocol;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.kerasguard.server.tensor.HostTensor;
import dev.kerasguard.server.tensor.Signature;
import dev.kerasguard.server.tensor.SignatureTensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Bodies of TensorFlow Serving's {@code :predict}: {@code instances} in row format, {@code inputs} in columnar format.
 * A model of one input takes values without its name.
 */
public final class V1Decoder {

    private static final String BOTH_OR_NEITHER =
            "the body must have either \"instances\" (a list of rows) or \"inputs\" (a tensor for each input)";

    private final Signature signature;

    /** Decodes for a model of this signature. */
    public V1Decoder(Signature signature) {
        this.signature = signature;
    }

    /**
     * Decodes a body.
     *
     * @throws RefusedException with status 400 for anything that is not a request
     */
    public InferenceRequest decode(Body body) {
        try (JsonParser json = Json.parser(body.array(), 0, body.length())) {
            return decode(json);
        } catch (JsonProcessingException e) {
            throw Json.malformed(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private InferenceRequest decode(JsonParser json) throws IOException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw Refusal.invalid(BOTH_OR_NEITHER);
        }
        InferenceRequest request = null;
        for (String field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
            JsonToken value = json.nextToken();
            switch (field) {
                case "instances", "inputs" -> {
                    if (request != null) {
                        throw Refusal.invalid(BOTH_OR_NEITHER);
                    }
                    request = field.equals("inputs")
                            ? new InferenceRequest(columns(json, value), V1Form.COLUMNS)
                            : new InferenceRequest(rows(json, value), V1Form.ROWS);
                }
                default -> json.skipChildren();
            }
        }
        if (request == null || json.nextToken() != null) {
            throw Refusal.invalid(BOTH_OR_NEITHER);
        }
        return request;
    }

    private List<HostTensor> columns(JsonParser json, @Nullable JsonToken value) throws IOException {
        Map<String, JsonTensorReader> readers = new LinkedHashMap<>();
        if (value == JsonToken.START_OBJECT) {
            for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                JsonTensorReader reader = reader(name);
                if (readers.put(name, reader) != null) {
                    throw Refusal.invalid("input \"" + name + "\" is there twice");
                }
                json.nextToken();
                reader.readTensor(json);
            }
        } else {
            SignatureTensor only = onlyInput("inputs");
            JsonTensorReader reader = reader(only.name());
            readers.put(only.name(), reader);
            reader.readTensor(json);
        }
        return readers.values().stream().map(JsonTensorReader::tensor).toList();
    }

    private List<HostTensor> rows(JsonParser json, @Nullable JsonToken value) throws IOException {
        if (value != JsonToken.START_ARRAY) {
            throw Refusal.invalid("\"instances\" must be a list with an element for each row");
        }
        Map<String, JsonTensorReader> readers = new LinkedHashMap<>();
        long row = 0;
        for (JsonToken token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
            if (token == JsonToken.START_OBJECT) {
                namedRow(json, readers, row);
            } else {
                readers.computeIfAbsent(onlyInput("instances").name(), this::reader)
                        .readRow(json);
            }
            row++;
        }
        if (row == 0) {
            throw Refusal.invalid("\"instances\" has no rows; at least one is needed");
        }
        List<HostTensor> tensors = new ArrayList<>();
        for (JsonTensorReader reader : readers.values()) {
            tensors.add(reader.rows());
        }
        return tensors;
    }

    private void namedRow(JsonParser json, Map<String, JsonTensorReader> readers, long row) throws IOException {
        int seen = 0;
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            JsonTensorReader reader = row == 0 ? readers.computeIfAbsent(name, this::reader) : readers.get(name);
            if (reader == null || reader.rowsRead() != row) {
                throw Refusal.invalid("instances[" + row + "]: \"" + name
                        + "\" is there twice, or not in the rows before; each row must have the same inputs");
            }
            json.nextToken();
            reader.readRow(json);
            seen++;
        }
        if (seen != readers.size()) {
            throw Refusal.invalid(
                    "instances[" + row + "] has " + seen + " inputs where the rows before have " + readers.size());
        }
    }

    private JsonTensorReader reader(String name) {
        SignatureTensor input = signature
                .input(name)
                .orElseThrow(() -> Refusal.invalid(
                        "the model has no input \"" + Json.shown(name) + "\"; it has: " + signature.inputNames()));
        return new JsonTensorReader(name, input.datatype());
    }

    private SignatureTensor onlyInput(String field) {
        if (signature.inputs().size() != 1) {
            throw Refusal.invalid("\"" + field + "\" must name the inputs, as the model has more than one: "
                    + signature.inputNames());
        }
        return signature.inputs().getFirst();
    }
}
