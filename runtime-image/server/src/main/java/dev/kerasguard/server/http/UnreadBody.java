package dev.kerasguard.server.http;

import io.vertx.core.http.HttpServerRequest;

/**
 * What happens to the body of a request that is answered before it was read: a little is thrown away, so that the
 * client sees the answer and may keep its connection; of more, the connection is closed.
 */
final class UnreadBody {

    private static final long MAX_BYTES = 1 << 20;

    private UnreadBody() {}

    static void discard(HttpServerRequest request) {
        if (request.isEnded()) {
            return;
        }
        long[] seen = {0};
        request.handler(chunk -> {
            seen[0] += chunk.length();
            if (seen[0] > MAX_BYTES) {
                request.connection().close();
            }
        });
        request.resume();
    }
}
