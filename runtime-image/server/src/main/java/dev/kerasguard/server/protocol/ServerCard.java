package dev.kerasguard.server.protocol;

/** What the server says about itself in V2. */
public final class ServerCard {

    private ServerCard() {}

    /** {@code GET /v2}. */
    public static Answer metadata(String version) {
        return Answer.json(200, json -> {
            json.writeStartObject();
            json.writeStringField("name", "kerasguard");
            json.writeStringField("version", version);
            json.writeArrayFieldStart("extensions");
            json.writeString("binary_tensor_data");
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    /** {@code GET /v2/health/live}. */
    public static Answer live(boolean live) {
        return Answer.json(live ? 200 : 503, json -> {
            json.writeStartObject();
            json.writeBooleanField("live", live);
            json.writeEndObject();
        });
    }

    /** {@code GET /v2/health/ready}. */
    public static Answer ready(boolean ready) {
        return Answer.json(ready ? 200 : 503, json -> {
            json.writeStartObject();
            json.writeBooleanField("ready", ready);
            json.writeEndObject();
        });
    }
}
