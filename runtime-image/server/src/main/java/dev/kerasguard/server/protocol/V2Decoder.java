package dev.kerasguard.server.protocol;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.kerasguard.server.tensor.HostTensor;
import dev.kerasguard.server.tensor.Signature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Bodies of the Open Inference Protocol's {@code infer}, with the binary tensor data extension. */
public final class V2Decoder {

    private static final int MAX_TENSORS = 256;

    private final Signature signature;
    private final String model;
    private final String version;

    /** Decodes for a model of this signature; answers carry its name and version. */
    public V2Decoder(Signature signature, String model, String version) {
        this.signature = signature;
        this.model = model;
        this.version = version;
    }

    /**
     * Decodes a body.
     *
     * @param jsonLength the header {@code Inference-Header-Content-Length}; null: all of the body is JSON
     * @throws RefusedException with status 400 for anything that is not a request
     */
    public InferenceRequest decode(Body body, @Nullable String jsonLength) {
        int json = jsonLength(jsonLength, body.length());
        BinaryData binary = new BinaryData(body, json);
        try (JsonParser parser = Json.parser(body.array(), 0, json)) {
            InferenceRequest request = decode(parser, body, binary);
            binary.requireAllUsed();
            return request;
        } catch (JsonProcessingException e) {
            throw Json.malformed(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int jsonLength(@Nullable String header, int bodyLength) {
        if (header == null) {
            return bodyLength;
        }
        try {
            int length = Integer.parseInt(header.trim());
            if (length >= 0 && length <= bodyLength) {
                return length;
            }
        } catch (NumberFormatException e) {
            // said below, for every value that cannot be
        }
        throw Refusal.invalid(V2Form.JSON_LENGTH + " must be a number of bytes between 0 and the body's " + bodyLength);
    }

    private InferenceRequest decode(JsonParser json, Body body, BinaryData binary) throws IOException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw Refusal.invalid("the body must be an object with \"inputs\"");
        }
        String id = null;
        boolean binaryByDefault = false;
        List<HostTensor> inputs = List.of();
        List<V2RequestedOutput> outputs = List.of();
        for (String field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
            json.nextToken();
            switch (field) {
                case "id" -> id = V2Field.text(json, "id");
                case "parameters" -> binaryByDefault = V2Field.binaryDataOutput(json);
                case "inputs" -> inputs = inputs(json, body, binary);
                case "outputs" -> outputs = V2RequestedOutput.readAll(json, MAX_TENSORS);
                default -> json.skipChildren();
            }
        }
        if (json.nextToken() != null) {
            throw Refusal.invalid("something follows the JSON object; binary data needs " + V2Form.JSON_LENGTH);
        }
        if (inputs.isEmpty()) {
            throw Refusal.invalid("\"inputs\" is missing; the model has: " + signature.inputNames());
        }
        return new InferenceRequest(inputs, new V2Form(model, version, id, wanted(outputs, binaryByDefault)));
    }

    private List<HostTensor> inputs(JsonParser json, Body body, BinaryData binary) throws IOException {
        V2Field.require(json, JsonToken.START_ARRAY, "\"inputs\" must be a list");
        List<HostTensor> inputs = new ArrayList<>();
        Set<String> names = new HashSet<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (inputs.size() == MAX_TENSORS) {
                throw Refusal.invalid("more than " + MAX_TENSORS + " inputs");
            }
            HostTensor input = new V2Input("inputs[" + inputs.size() + "]", body, binary).read(json);
            if (!names.add(input.name())) {
                throw Refusal.invalid("input \"" + Json.shown(input.name()) + "\" is there twice");
            }
            inputs.add(input);
        }
        return inputs;
    }

    private List<V2Form.Wanted> wanted(List<V2RequestedOutput> outputs, boolean binaryByDefault) {
        if (outputs.isEmpty()) {
            return IntStream.range(0, signature.outputs().size())
                    .mapToObj(i -> new V2Form.Wanted(i, binaryByDefault))
                    .toList();
        }
        List<V2Form.Wanted> wanted = new ArrayList<>();
        for (V2RequestedOutput output : outputs) {
            int index = signature.outputIndex(output.name());
            if (index < 0) {
                throw Refusal.invalid("the model has no output \"" + Json.shown(output.name()) + "\"; it has: "
                        + signature.outputNames());
            }
            Boolean binary = output.binary();
            wanted.add(new V2Form.Wanted(index, binary == null ? binaryByDefault : binary));
        }
        return wanted;
    }
}
