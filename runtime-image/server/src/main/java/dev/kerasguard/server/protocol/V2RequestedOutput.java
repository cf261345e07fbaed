package dev.kerasguard.server.protocol;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An output that a client asks for.
 *
 * @param name as the client calls it
 * @param binary its wish for binary data; null: none
 */
record V2RequestedOutput(String name, @Nullable Boolean binary) {

    static List<V2RequestedOutput> readAll(JsonParser json, int atMost) throws IOException {
        V2Field.require(json, JsonToken.START_ARRAY, "\"outputs\" must be a list");
        List<V2RequestedOutput> outputs = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (outputs.size() == atMost) {
                throw Refusal.invalid("more than " + atMost + " outputs");
            }
            outputs.add(read(json, "outputs[" + outputs.size() + "]"));
        }
        return outputs;
    }

    private static V2RequestedOutput read(JsonParser json, String place) throws IOException {
        V2Field.require(json, JsonToken.START_OBJECT, place + " must be an object");
        String name = null;
        Boolean binary = null;
        for (String field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
            json.nextToken();
            switch (field) {
                case "name" -> name = V2Field.text(json, place + ".name");
                case "parameters" -> binary = V2Field.outputParameters(json, place);
                default -> json.skipChildren();
            }
        }
        if (name == null) {
            throw Refusal.invalid(place + ".name is missing");
        }
        return new V2RequestedOutput(name, binary);
    }
}
