package dev.kerasguard.server.lifecycle;

import dev.kerasguard.runtime.config.RuntimeConfig;
import dev.kerasguard.runtime.config.RuntimeConfig.RateLimitConfig;
import dev.kerasguard.runtime.config.RuntimeConfig.ServingConfig;
import dev.kerasguard.server.http.Endpoints;
import dev.kerasguard.server.http.Traffic;
import dev.kerasguard.server.metrics.ServerMetrics;
import dev.kerasguard.server.protocol.ExampleRequests;
import dev.kerasguard.server.protocol.ExampleRequests.ExampleRequest;
import dev.kerasguard.server.schedule.Scheduler;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * The first requests of a replica are its own: over a private port, with real HTTP, through every step of a prediction.
 * They make the JVM compile the path, which runs many times slower until then; a replica without load would take
 * minutes to get there. The path is one of its own, with its own counters and limits: nothing of this is seen outside.
 */
final class PathWarmUp {

    private static final Logger LOG = Logger.getLogger(PathWarmUp.class);

    /** Rounds of one request in each form: most of the path's methods are then compiled. */
    private static final int ROUNDS = 400;

    /** What a replica that is needed now may spend on this. */
    private static final Duration BUDGET = Duration.ofSeconds(3);

    /** For one answer: a cold start on a share of a processor is slower than any service's timeout allows for. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** A rate that no warm-up reaches: limits are looked at, and never refuse. */
    private static final int UNREACHABLE = 1_000_000;

    private final Vertx vertx;
    private final int rounds;
    private final Duration budget;

    /** As much as a replica should warm up. */
    PathWarmUp(Vertx vertx) {
        this(vertx, ROUNDS, BUDGET);
    }

    /**
     * @param rounds of one request in each form
     * @param budget after which no further round begins
     */
    PathWarmUp(Vertx vertx, int rounds, Duration budget) {
        this.vertx = vertx;
        this.rounds = rounds;
        this.budget = budget;
    }

    /** Warms the path to a model. A failure costs the first requests their speed, not the service its start. */
    void run(LoadedModel model) {
        try {
            WarmUpClient.Report report = warm(model);
            LOG.infof(
                    "warmed the path of requests with %d of them in %d ms; the last took %d us each",
                    report.requests(), report.time().toMillis(), report.each().toNanos() / 1000);
        } catch (IOException | RuntimeException e) {
            LOG.warnf("the path of requests is not warm: %s", e.getMessage() == null ? e : e.getMessage());
        }
    }

    private WarmUpClient.Report warm(LoadedModel model) throws IOException {
        Traffic traffic = new Traffic();
        ServerMetrics metrics = new ServerMetrics(new CompositeMeterRegistry().add(new SimpleMeterRegistry()));
        List<ExampleRequest> examples =
                ExampleRequests.of(model.card(), model.validation().example(1));
        try (ServingPath path = unlimited(model).open(traffic, metrics)) {
            Endpoints endpoints = new Endpoints(() -> Optional.of(path), traffic, metrics, vertx, "");
            HttpServer http = listen(endpoints);
            try (WarmUpClient client = new WarmUpClient(http.actualPort(), examples, PATIENCE)) {
                return client.run(rounds, budget);
            } finally {
                done(http.close(), "closing the private port");
            }
        }
    }

    private HttpServer listen(Endpoints endpoints) throws IOException {
        Router router = Router.router(vertx);
        router.route().handler(routing -> endpoints.handle(routing.request()));
        HttpServerOptions options = new HttpServerOptions()
                .setHost(LoopbackConnection.HOST)
                .setPort(0)
                .setHttp2ClearTextEnabled(false);
        return done(vertx.createHttpServer(options).requestHandler(router).listen(), "listening on a private port");
    }

    /** Waits, but not for ever: a replica that is stopped while it starts has no event loops left that would answer. */
    private static <T> T done(Future<T> future, String what) throws IOException {
        try {
            return future.toCompletionStage()
                    .toCompletableFuture()
                    .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                    .join();
        } catch (CompletionException e) {
            throw new IOException(what + " failed: " + e.getCause(), e);
        }
    }

    /**
     * Limits of the service's own kinds that never refuse, a queue that waits for nobody, and time for slow machines.
     */
    private static LoadedModel unlimited(LoadedModel model) {
        RuntimeConfig config = model.config();
        ServingConfig serving = config.serving();
        Scheduler.Plan plan = model.plan();
        return new LoadedModel(
                new RuntimeConfig(
                        config.service(),
                        config.namespace(),
                        config.model(),
                        config.tensorflow(),
                        new ServingConfig(
                                PATIENCE,
                                serving.queueCapacity(),
                                serving.maxBatchSize(),
                                Duration.ZERO,
                                serving.maxPayloadBytes(),
                                serving.maxRequestRows(),
                                serving.trustedProxies()),
                        config.rateLimits().stream()
                                .map(l -> new RateLimitConfig(l.name(), l.perClient(), UNREACHABLE, UNREACHABLE))
                                .toList(),
                        config.inputs()),
                model.card(),
                model.validation(),
                model.engine(),
                new Scheduler.Plan(plan.queueCapacity(), plan.batches(), plan.maxRows(), Duration.ZERO));
    }
}
