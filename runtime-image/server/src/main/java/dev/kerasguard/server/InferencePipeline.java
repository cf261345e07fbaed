package dev.kerasguard.server;

import dev.kerasguard.server.admission.Admission;
import dev.kerasguard.server.http.BodyReader;
import dev.kerasguard.server.http.Exchange;
import dev.kerasguard.server.protocol.Answer;
import dev.kerasguard.server.protocol.Body;
import dev.kerasguard.server.protocol.InferenceRequest;
import dev.kerasguard.server.protocol.V1Decoder;
import dev.kerasguard.server.protocol.V2Decoder;
import dev.kerasguard.server.schedule.Scheduler;
import dev.kerasguard.server.tensor.HostTensor;
import dev.kerasguard.server.validation.InputValidation;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/**
 * The path of a prediction: protocol, admission, validation, schedule, engine, protocol. Each step either hands on or
 * refuses; whatever refuses, {@link Exchange} gives exactly one answer.
 */
public final class InferencePipeline {

    /**
     * Bodies and answers above this many bytes are worked on beside the event loop, so that it stays free for others.
     */
    private static final int LARGE = 64 * 1024;

    private final Admission admission;
    private final BodyReader bodies;
    private final V1Decoder v1;
    private final V2Decoder v2;
    private final InputValidation validation;
    private final Scheduler scheduler;

    /** Puts the steps together. */
    public InferencePipeline(
            Admission admission,
            BodyReader bodies,
            V1Decoder v1,
            V2Decoder v2,
            InputValidation validation,
            Scheduler scheduler) {
        this.admission = admission;
        this.bodies = bodies;
        this.v1 = v1;
        this.v2 = v2;
        this.validation = validation;
        this.scheduler = scheduler;
    }

    /** Answers a request for a prediction. */
    public void infer(Exchange exchange) {
        try {
            exchange.expireAfter(admission.admit(exchange.head()));
        } catch (RuntimeException e) {
            exchange.fail(e);
            return;
        }
        bodies.read(exchange)
                .compose(body -> sized(exchange, body.length(), () -> checked(decoded(exchange, body))))
                .compose(
                        request -> scheduled(exchange, request).compose(outputs -> encoded(exchange, request, outputs)))
                .onSuccess(exchange::answer)
                .onFailure(exchange::fail);
    }

    private InferenceRequest decoded(Exchange exchange, Body body) {
        return switch (exchange.protocol()) {
            case V1 -> v1.decode(body);
            case V2 -> v2.decode(body, exchange.header("Inference-Header-Content-Length"));
        };
    }

    private InferenceRequest checked(InferenceRequest request) {
        return new InferenceRequest(validation.check(request.inputs()), request.form());
    }

    private Future<List<HostTensor>> scheduled(Exchange exchange, InferenceRequest request) {
        Promise<List<HostTensor>> promise = Promise.promise();
        CompletableFuture<List<HostTensor>> outputs = scheduler.submit(request.inputs(), exchange.deadline());
        var _ =
                outputs.whenComplete((tensors, failure) -> exchange.context().runOnContext(done -> {
                    if (failure == null) {
                        promise.complete(tensors);
                    } else {
                        promise.fail(failure);
                    }
                }));
        exchange.cancelAtEnd(outputs);
        return promise.future();
    }

    private static Future<Answer> encoded(Exchange exchange, InferenceRequest request, List<HostTensor> outputs) {
        int bytes = outputs.stream().mapToInt(HostTensor::length).sum();
        return sized(exchange, bytes, () -> request.form().encode(outputs));
    }

    private static <T> Future<T> sized(Exchange exchange, int bytes, Callable<T> step) {
        if (bytes > LARGE) {
            return exchange.context().executeBlocking(step, false).<T>map(Objects::requireNonNull);
        }
        try {
            return Future.<T>succeededFuture(step.call());
        } catch (Exception e) {
            return Future.failedFuture(e);
        }
    }
}
