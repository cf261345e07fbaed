package dev.kerasguard.server.http;

import dev.kerasguard.server.admission.Admission;
import dev.kerasguard.server.admission.BodyBudget;
import dev.kerasguard.server.protocol.Body;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.Arrays;

/**
 * Reads a body into one array, within bounds of its own and of all bodies together. Memory is taken as bytes arrive,
 * not as they are promised.
 */
public final class BodyReader {

    private static final int FIRST_BYTES = 1 << 20;

    private final Admission admission;
    private final BodyBudget budget;

    /**
     * @param admission says how large a body may be
     * @param budget of all bodies together
     */
    public BodyReader(Admission admission, BodyBudget budget) {
        this.admission = admission;
        this.budget = budget;
    }

    /** Reads the body; fails with a refusal when it is too large. */
    public Future<Body> read(Exchange exchange) {
        Reading reading = new Reading(exchange);
        reading.start();
        return reading.whole.future();
    }

    private final class Reading {
        final Exchange exchange;
        final Promise<Body> whole = Promise.promise();
        final long promised;
        byte[] array = new byte[0];
        int length;

        Reading(Exchange exchange) {
            this.exchange = exchange;
            this.promised = exchange.head().contentLength();
        }

        void start() {
            HttpServerRequest request = exchange.request();
            request.exceptionHandler(whole::tryFail);
            request.handler(this::append);
            request.endHandler(end -> {
                exchange.bodyIsRead();
                whole.tryComplete(new Body(array, length));
            });
            if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
                request.response().writeContinue();
            }
            request.resume();
        }

        void append(Buffer chunk) {
            if (exchange.isOver() || whole.future().isComplete()) {
                return;
            }
            try {
                admission.requirePayload((long) length + chunk.length());
                grow(length + chunk.length());
                chunk.getBytes(0, chunk.length(), array, length);
                length += chunk.length();
            } catch (RuntimeException e) {
                whole.tryFail(e);
            }
        }

        private void grow(int needed) {
            if (needed <= array.length) {
                return;
            }
            long wanted = Math.max(needed, Math.min(Math.max(promised, 512), Math.max(FIRST_BYTES, 2L * array.length)));
            int size = (int) Math.min(Math.max(wanted, promised < 0 ? 2L * array.length : 0), Integer.MAX_VALUE - 8);
            long more = (long) size - array.length;
            budget.take(more);
            exchange.runAtEnd(() -> budget.give(more));
            array = Arrays.copyOf(array, size);
        }
    }
}
