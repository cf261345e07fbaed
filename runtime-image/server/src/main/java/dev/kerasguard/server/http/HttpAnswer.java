package dev.kerasguard.server.http;

import dev.kerasguard.server.protocol.Answer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;

/** Writes an {@link Answer}. */
final class HttpAnswer {

    private HttpAnswer() {}

    static void send(HttpServerResponse response, Answer answer, boolean close) {
        if (response.ended() || response.closed()) {
            return;
        }
        response.setStatusCode(answer.status());
        response.putHeader(HttpHeaders.CONTENT_TYPE, answer.contentType());
        answer.headers().forEach(response::putHeader);
        if (close) {
            response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        response.end(answer.body());
    }
}
