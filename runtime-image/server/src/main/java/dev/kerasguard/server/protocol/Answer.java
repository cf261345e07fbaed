package dev.kerasguard.server.protocol;

import io.vertx.core.buffer.Buffer;
import java.util.Map;

/**
 * What is sent back.
 *
 * @param status HTTP status
 * @param contentType of the body
 * @param headers beside content type and length
 * @param body in the protocol's shape
 */
public record Answer(int status, String contentType, Map<String, String> headers, Buffer body) {

    static final String JSON = "application/json";
    static final String BINARY = "application/octet-stream";

    public Answer {
        headers = Map.copyOf(headers);
    }

    static Answer json(int status, Json.Content content) {
        return new Answer(status, JSON, Map.of(), Buffer.buffer(Json.write(content)));
    }

    /** A refusal in the shape that both protocols share, {@code {"error": "..."}}. */
    public static Answer of(Refusal refusal) {
        byte[] body = Json.write(json -> {
            json.writeStartObject();
            json.writeStringField("error", refusal.message());
            json.writeEndObject();
        });
        return new Answer(refusal.status(), JSON, refusal.headers(), Buffer.buffer(body));
    }
}
