package dev.kerasguard.server.protocol;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.kerasguard.server.tensor.Datatype;
import dev.kerasguard.server.tensor.HostTensor;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** One input of a V2 body. Its fields may come in any order: data that comes before the datatype is read again. */
final class V2Input {

    private final String place;
    private final Body body;
    private final BinaryData binary;

    private @Nullable String name;
    private @Nullable Datatype datatype;
    private long @Nullable [] shape;
    private @Nullable JsonTensorReader data;
    private int dataStart = -1;
    private int dataEnd = -1;
    private long binarySize = -1;

    V2Input(String place, Body body, BinaryData binary) {
        this.place = place;
        this.body = body;
        this.binary = binary;
    }

    HostTensor read(JsonParser json) throws IOException {
        V2Field.require(json, JsonToken.START_OBJECT, place + " must be an object");
        for (String field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
            json.nextToken();
            switch (field) {
                case "name" -> name = V2Field.text(json, place + ".name");
                case "datatype" -> datatype = datatype(V2Field.text(json, place + ".datatype"));
                case "shape" -> shape = V2Field.shape(json, place + ".shape");
                case "parameters" -> parameters(json);
                case "data" -> data(json);
                default -> json.skipChildren();
            }
        }
        return tensor();
    }

    private HostTensor tensor() throws IOException {
        if (name == null || datatype == null || shape == null) {
            throw Refusal.invalid(place + " must have \"name\", \"datatype\" and \"shape\"");
        }
        if ((dataStart >= 0 || data != null) == (binarySize >= 0)) {
            throw Refusal.invalid(
                    place + " must have either \"data\" or the parameter \"binary_data_size\", and not both");
        }
        if (binarySize >= 0) {
            return binaryTensor(name, datatype, shape);
        }
        JsonTensorReader reader = data;
        if (reader == null) {
            reader = new JsonTensorReader(name, datatype);
            try (JsonParser again = Json.parser(body.array(), dataStart, dataEnd - dataStart)) {
                again.nextToken();
                reader.readTensor(again);
            }
        }
        return reader.tensor(shape);
    }

    private HostTensor binaryTensor(String name, Datatype datatype, long[] shape) {
        long expected = HostTensor.elements(shape) * datatype.bytes();
        if (binarySize != expected) {
            throw Refusal.invalid(place + ".parameters.binary_data_size is " + binarySize
                    + " but shape and datatype need " + expected);
        }
        return new HostTensor(
                name, datatype, shape, body.array(), binary.take(place, binarySize), Math.toIntExact(binarySize));
    }

    private void data(JsonParser json) throws IOException {
        V2Field.require(json, JsonToken.START_ARRAY, place + ".data must be a list");
        if (name != null && datatype != null) {
            data = new JsonTensorReader(name, datatype);
            data.readTensor(json);
            return;
        }
        dataStart = offset(json.currentTokenLocation().getByteOffset());
        json.skipChildren();
        dataEnd = offset(json.currentTokenLocation().getByteOffset()) + 1;
    }

    private static int offset(long byteOffset) {
        if (byteOffset < 0) {
            throw Refusal.invalid("the body must be JSON in UTF-8");
        }
        return Math.toIntExact(byteOffset);
    }

    private void parameters(JsonParser json) throws IOException {
        V2Field.require(json, JsonToken.START_OBJECT, place + ".parameters must be an object");
        for (String field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
            json.nextToken();
            if (field.equals("binary_data_size")) {
                String expected = place + ".parameters.binary_data_size must be a number of bytes";
                binarySize = V2Field.size(json, expected);
            }
            json.skipChildren();
        }
    }

    private Datatype datatype(String text) {
        return Datatype.named(text)
                .orElseThrow(() -> Refusal.invalid(place + ".datatype \"" + Json.shown(text)
                        + "\" is not supported; those that are: " + Datatype.names()));
    }
}
