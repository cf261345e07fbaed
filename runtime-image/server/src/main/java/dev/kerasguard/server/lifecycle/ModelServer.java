package dev.kerasguard.server.lifecycle;

import dev.kerasguard.keras.ModelLoader;
import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.runtime.config.RuntimeConfig;
import dev.kerasguard.runtime.config.RuntimeConfigFile;
import dev.kerasguard.runtime.config.TerminationMessage;
import dev.kerasguard.server.http.Endpoints;
import dev.kerasguard.server.http.Traffic;
import dev.kerasguard.server.metrics.ServerMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The server's life in Quarkus: ports open at once, the model follows in the background, and a stop lets every request
 * finish that was taken.
 */
@Singleton
public class ModelServer {

    private static final Logger LOG = Logger.getLogger(ModelServer.class);

    /** No request for so long: whoever holds a connection has not used it lately, and finds it closed. */
    private static final Duration SILENCE = Duration.ofSeconds(1);

    private final Traffic traffic = new Traffic();
    private final AtomicReference<@Nullable ServedModel> served = new AtomicReference<>();
    private final ServerMetrics metrics;
    private final Endpoints endpoints;
    private final ServerSettings settings;
    private final LastWord lastWord;
    private final PathWarmUp pathWarmUp;

    @Inject
    ModelServer(MeterRegistry registry, Vertx vertx, ServerSettings settings) {
        this.metrics = new ServerMetrics(registry);
        this.settings = settings;
        this.lastWord = new LastWord(settings.terminationLog());
        this.pathWarmUp = new PathWarmUp(vertx);
        this.endpoints = new Endpoints(this::model, traffic, metrics, vertx, settings.version());
    }

    void routes(@Observes Router router) {
        router.route().handler(routing -> endpoints.handle(routing.request()));
    }

    void management(@Observes ManagementInterface management) {
        management.router().get("/model").handler(new ModelPage(this::model)::handle);
    }

    void start(@Observes StartupEvent event) {
        Thread.ofPlatform().name("model-start").start(this::load);
    }

    private void load() {
        try {
            RuntimeConfig config = RuntimeConfigFile.read(settings.config());
            ModelLoader loader = Loaders.of(config, settings.layers());
            served.set(new ModelStart(config, loader, metrics, traffic, pathWarmUp).start());
            LOG.infof("%s is ready", config.service());
        } catch (ModelRefusedException e) {
            refuse(e.rule(), e.getMessage());
        } catch (IOException e) {
            refuse("Unreadable", e.getMessage());
        } catch (RuntimeException | LinkageError e) {
            LOG.error("the server could not start", e);
            refuse("StartFailed", e.getMessage());
        }
    }

    private void refuse(String reason, @Nullable String message) {
        lastWord.say(new TerminationMessage(reason, message == null ? reason : message, null));
        Quarkus.asyncExit(LastWord.REFUSED);
    }

    /** The model, once it is ready. */
    Optional<ServedModel> model() {
        return Optional.ofNullable(served.get());
    }

    /** Whether requests are answered. */
    boolean isReady() {
        return served.get() != null && !traffic.isLeaving();
    }

    /** How long the current run of TensorFlow has taken. */
    Duration busyFor() {
        return model().map(ServedModel::busyFor).orElse(Duration.ZERO);
    }

    void drain(@Observes ShutdownDelayInitiatedEvent event) throws InterruptedException {
        LOG.infof(
                "stopping: connections end with their next answer; ports close in %s or later", settings.drainGrace());
        traffic.leave();
        Thread.sleep(settings.drainGrace());
        // Who has not yet heard that this replica leaves is still answered: a refusal would be a lost request.
        if (!traffic.awaitQuiet(SILENCE, settings.drainTimeout())) {
            LOG.warnf("requests still came after %s", settings.drainTimeout());
            traffic.drain();
        }
    }

    void close(@Observes ShutdownEvent event) {
        ServedModel model = served.getAndSet(null);
        if (model != null) {
            model.close();
        }
    }
}
