package dev.kerasguard.server.http;

import dev.kerasguard.server.metrics.ServerMetrics;
import dev.kerasguard.server.protocol.Answer;
import dev.kerasguard.server.protocol.ModelCard;
import dev.kerasguard.server.protocol.Protocol;
import dev.kerasguard.server.protocol.Refusal;
import dev.kerasguard.server.protocol.RefusedException;
import dev.kerasguard.server.protocol.ServerCard;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The paths of the service's port, and what each leads to. */
public final class Endpoints {

    private static final Pattern V1 =
            Pattern.compile("/v1/models/([^/:]+)(?:/versions/([^/:]+))?(:[A-Za-z]+|/metadata)?");
    private static final Pattern V2 = Pattern.compile("/v2/models/([^/]+)(?:/versions/([^/]+))?(/infer|/ready)?");

    private final Supplier<Optional<? extends ModelRoutes>> model;
    private final Traffic traffic;
    private final ServerMetrics metrics;
    private final Vertx vertx;
    private final String version;

    /**
     * @param model the model, once it is ready
     * @param version of the server
     */
    public Endpoints(
            Supplier<Optional<? extends ModelRoutes>> model,
            Traffic traffic,
            ServerMetrics metrics,
            Vertx vertx,
            String version) {
        this.model = model;
        this.traffic = traffic;
        this.metrics = metrics;
        this.vertx = vertx;
        this.version = version;
    }

    /** Answers a request. */
    public void handle(HttpServerRequest request) {
        try {
            route(request);
        } catch (RefusedException e) {
            reply(request, Answer.of(e.refusal()));
        }
    }

    private void route(HttpServerRequest request) {
        String path = request.path();
        switch (path) {
            case "/v2", "/v2/" -> get(request, () -> ServerCard.metadata(version));
            case "/v2/health/live" -> get(request, () -> ServerCard.live(true));
            case "/v2/health/ready" -> get(request, () -> ServerCard.ready(isReady()));
            case null -> throw nothingHere();
            default -> {
                Matcher v1 = V1.matcher(path);
                Matcher v2 = V2.matcher(path);
                if (v2.matches()) {
                    v2(request, named(v2.group(1), v2.group(2)), v2.group(3));
                } else if (v1.matches()) {
                    v1(request, named(v1.group(1), v1.group(2)), v1.group(3));
                } else {
                    throw nothingHere();
                }
            }
        }
    }

    private void v1(HttpServerRequest request, ModelRoutes routes, @Nullable String verb) {
        switch (verb) {
            case null -> get(request, () -> routes.card().v1Status());
            case "/metadata" -> get(request, () -> routes.card().v1Metadata());
            case ":predict" -> infer(request, routes, Protocol.V1);
            default -> throw Refusal.because(404, "only :predict is served, not " + verb);
        }
    }

    private void v2(HttpServerRequest request, ModelRoutes routes, @Nullable String verb) {
        switch (verb) {
            case null -> get(request, () -> routes.card().v2Metadata());
            case "/ready" -> get(request, () -> routes.card().v2Ready(isReady()));
            default -> infer(request, routes, Protocol.V2);
        }
    }

    private void infer(HttpServerRequest request, ModelRoutes routes, Protocol protocol) {
        if (!request.method().equals(HttpMethod.POST)) {
            throw notAllowed("POST");
        }
        routes.infer(new Exchange(request, protocol, vertx.getOrCreateContext(), metrics, traffic));
    }

    private boolean isReady() {
        return model.get().isPresent() && !traffic.isLeaving();
    }

    private ModelRoutes named(String name, @Nullable String wantedVersion) {
        ModelRoutes routes = model.get()
                .orElseThrow(() -> Refusal.retryable(503, null, "the model is being loaded; try again in 1 s", 1));
        ModelCard card = routes.card();
        if (!card.name().equals(name)
                || (wantedVersion != null && !card.version().equals(wantedVersion))) {
            throw Refusal.because(
                    404, "no such model here; this service is \"" + card.name() + "\" version " + card.version());
        }
        return routes;
    }

    private void get(HttpServerRequest request, Supplier<Answer> answer) {
        if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
            throw notAllowed("GET");
        }
        reply(request, answer.get());
    }

    private void reply(HttpServerRequest request, Answer answer) {
        UnreadBody.discard(request, vertx);
        HttpAnswer.send(request.response(), answer, traffic.isLeaving());
    }

    private static RefusedException notAllowed(String method) {
        return new RefusedException(
                new Refusal(405, null, "this path takes " + method + " only", Map.of("Allow", method)));
    }

    private static RefusedException nothingHere() {
        return Refusal.because(
                404,
                "nothing here; there are POST /v2/models/{name}/infer, POST /v1/models/{name}:predict and GET of their"
                        + " models, /v2 and /v2/health/ready");
    }
}
