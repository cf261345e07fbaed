package dev.kerasguard.server.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;

/**
 * What happens to the body of a request that is answered before it was read: for a moment it is thrown away, so that a
 * client which writes before it reads still sees the answer, and may keep its connection; then the connection is
 * closed.
 */
final class UnreadBody {

    private static final long MAX_BYTES = 64L << 20;
    private static final long MAX_MILLIS = 2000;

    private UnreadBody() {}

    static void discard(HttpServerRequest request, Vertx vertx) {
        if (request.isEnded()) {
            return;
        }
        long timer = vertx.setTimer(MAX_MILLIS, t -> request.connection().close());
        long[] seen = {0};
        request.handler(chunk -> {
            seen[0] += chunk.length();
            if (seen[0] > MAX_BYTES) {
                request.connection().close();
            }
        });
        request.endHandler(end -> vertx.cancelTimer(timer));
        request.exceptionHandler(failure -> vertx.cancelTimer(timer));
        request.resume();
    }
}
