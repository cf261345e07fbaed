package dev.kerasguard.server.protocol;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Single fields of a V2 body, each of one type; the parser stands on the value. */
final class V2Field {

    private static final int MAX_RANK = 16;

    private V2Field() {}

    static void require(JsonParser json, JsonToken token, String otherwise) {
        if (json.currentToken() != token) {
            throw Refusal.invalid(otherwise);
        }
    }

    static String text(JsonParser json, String place) throws IOException {
        require(json, JsonToken.VALUE_STRING, place + " must be a string");
        return json.getText();
    }

    static long[] shape(JsonParser json, String place) throws IOException {
        String expected = place + " must be a list of at most " + MAX_RANK + " dimensions, none negative";
        require(json, JsonToken.START_ARRAY, expected);
        long[] dimensions = new long[MAX_RANK];
        int rank = 0;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (rank == MAX_RANK) {
                throw Refusal.invalid(expected);
            }
            dimensions[rank++] = size(json, expected);
        }
        return java.util.Arrays.copyOf(dimensions, rank);
    }

    static long size(JsonParser json, String expected) throws IOException {
        require(json, JsonToken.VALUE_NUMBER_INT, expected);
        try {
            long size = json.getLongValue();
            if (size >= 0) {
                return size;
            }
        } catch (InputCoercionException e) {
            // said below, for every number that cannot be
        }
        throw Refusal.invalid(expected);
    }

    static boolean binaryDataOutput(JsonParser json) throws IOException {
        require(json, JsonToken.START_OBJECT, "\"parameters\" must be an object");
        boolean binary = false;
        for (String field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
            JsonToken value = json.nextToken();
            if (field.equals("binary_data_output")) {
                binary = bool(value, "parameters.binary_data_output");
            }
            json.skipChildren();
        }
        return binary;
    }

    static @Nullable Boolean outputParameters(JsonParser json, String place) throws IOException {
        require(json, JsonToken.START_OBJECT, place + ".parameters must be an object");
        Boolean binary = null;
        for (String field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
            JsonToken value = json.nextToken();
            switch (field) {
                case "binary_data" -> binary = bool(value, place + ".parameters.binary_data");
                case "classification" ->
                    throw Refusal.invalid(place + ".parameters.classification is not supported; ask for the tensor");
                default -> json.skipChildren();
            }
        }
        return binary;
    }

    private static boolean bool(@Nullable JsonToken value, String place) {
        if (value == null || !value.isBoolean()) {
            throw Refusal.invalid(place + " must be true or false");
        }
        return value == JsonToken.VALUE_TRUE;
    }
}
