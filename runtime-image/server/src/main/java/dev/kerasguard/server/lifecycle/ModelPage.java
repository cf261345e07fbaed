package dev.kerasguard.server.lifecycle;

import dev.kerasguard.server.protocol.Answer;
import dev.kerasguard.server.protocol.Refusal;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.function.Supplier;

/** {@code GET /model} of the management port. */
final class ModelPage {

    private final Supplier<Optional<ServedModel>> model;

    ModelPage(Supplier<Optional<ServedModel>> model) {
        this.model = model;
    }

    void handle(RoutingContext routing) {
        Answer answer = model.get()
                .map(m -> m.card().management())
                .orElseGet(() -> Answer.of(
                        Refusal.because(503, "the model is being loaded").refusal()));
        routing.response()
                .setStatusCode(answer.status())
                .putHeader("Content-Type", answer.contentType())
                .end(answer.body());
    }
}
