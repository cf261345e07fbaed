package dev.kerasguard.server.http;

import dev.kerasguard.server.admission.Admission;
import dev.kerasguard.server.admission.Admission.RequestHead;
import dev.kerasguard.server.metrics.ServerMetrics;
import dev.kerasguard.server.protocol.Answer;
import dev.kerasguard.server.protocol.Protocol;
import dev.kerasguard.server.protocol.Refusal;
import dev.kerasguard.server.protocol.RefusedException;
import io.vertx.core.Context;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One request for a prediction, from its head to its single answer: its clock, its deadline, and what must stop when
 * the client leaves. Everything runs on the event loop of its connection.
 */
public final class Exchange {

    private static final Logger LOG = Logger.getLogger(Exchange.class);

    private final HttpServerRequest request;
    private final Protocol protocol;
    private final Context context;
    private final ServerMetrics metrics;
    private final Traffic traffic;
    private final long arrived = System.nanoTime();

    private long deadline;
    private long timer = -1;
    private boolean bodyIsRead;
    private boolean over;
    private @Nullable CompletableFuture<?> work;
    private Runnable atEnd = () -> {};

    Exchange(HttpServerRequest request, Protocol protocol, Context context, ServerMetrics metrics, Traffic traffic) {
        this.request = request;
        this.protocol = protocol;
        this.context = context;
        this.metrics = metrics;
        this.traffic = traffic;
        traffic.begin();
        request.response().closeHandler(gone -> end());
    }

    /** The request itself. */
    HttpServerRequest request() {
        return request;
    }

    /** The protocol that its path belongs to. */
    public Protocol protocol() {
        return protocol;
    }

    /** Where its handlers run. */
    public Context context() {
        return context;
    }

    /** A header of the request. */
    public @Nullable String header(String name) {
        return request.getHeader(name);
    }

    /** What admission looks at. */
    public RequestHead head() {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return new RequestHead(
                request.remoteAddress().hostAddress(),
                request.headers().getAll("X-Forwarded-For"),
                length == null ? -1 : Long.parseLong(length),
                request.getHeader(HttpHeaders.CONTENT_ENCODING),
                request.getHeader(Admission.REQUEST_TIMEOUT));
    }

    /** Starts the clock: without an answer in that time the request is refused. */
    public void expireAfter(Duration time) {
        deadline = arrived + time.toNanos();
        timer = context.owner().setTimer(Math.max(1, time.toMillis()), t -> expire());
    }

    /** When the answer must be there, in nanoseconds of {@link System#nanoTime()}. */
    public long deadline() {
        return deadline;
    }

    /** Cancelled when the exchange is over before it is done. */
    public void cancelAtEnd(CompletableFuture<?> started) {
        work = started;
        if (over) {
            started.cancel(false);
        }
    }

    void runAtEnd(Runnable action) {
        Runnable before = atEnd;
        atEnd = () -> {
            before.run();
            action.run();
        };
    }

    void bodyIsRead() {
        bodyIsRead = true;
    }

    boolean isOver() {
        return over;
    }

    private void expire() {
        refuse(
                bodyIsRead
                        ? Refusal.timedOut("no answer within the request's time")
                                .refusal()
                        : new Refusal(
                                408,
                                Refusal.Reason.TimedOut,
                                "the body did not arrive within the request's time",
                                java.util.Map.of()));
    }

    /** Sends the answer, unless there was one. */
    public void answer(Answer answer) {
        if (over) {
            return;
        }
        if (!bodyIsRead) {
            UnreadBody.discard(request, context.owner());
        }
        metrics.answered(protocol, answer.status(), System.nanoTime() - arrived);
        HttpAnswer.send(request.response(), answer, traffic.isLeaving());
        end();
    }

    /** Says why there is no answer. */
    public void fail(Throwable cause) {
        switch (cause) {
            case RefusedException refused -> refuse(refused.refusal());
            default -> {
                if (!over) {
                    LOG.errorf(cause, "a request failed");
                }
                refuse(Refusal.because(500, "the server failed to answer; its log says why")
                        .refusal());
            }
        }
    }

    private void refuse(Refusal refusal) {
        if (over) {
            return;
        }
        if (refusal.reason() != null) {
            metrics.refused(refusal.reason());
        }
        answer(Answer.of(refusal));
    }

    private void end() {
        if (over) {
            return;
        }
        over = true;
        context.owner().cancelTimer(timer);
        if (work != null) {
            work.cancel(false);
        }
        atEnd.run();
        traffic.end();
    }
}
