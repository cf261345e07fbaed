package dev.kerasguard.server.lifecycle;

import dev.kerasguard.keras.ModelLoader;
import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.ServableModel;
import dev.kerasguard.keras.SessionOptions;
import dev.kerasguard.runtime.config.RuntimeConfig;
import dev.kerasguard.server.engine.TensorflowEngine;
import dev.kerasguard.server.engine.WarmUp;
import dev.kerasguard.server.http.Traffic;
import dev.kerasguard.server.metrics.ServerMetrics;
import dev.kerasguard.server.protocol.ModelCard;
import dev.kerasguard.server.schedule.Scheduler;
import dev.kerasguard.server.tensor.Signature;
import dev.kerasguard.server.validation.InputValidation;
import java.io.IOException;
import java.time.Duration;
import org.jboss.logging.Logger;

/** From files to a model that answers: verify, load, warm up, and only then take requests. */
final class ModelStart {

    private static final Logger LOG = Logger.getLogger(ModelStart.class);

    /** A run shorter than this is not worth the thread switches that would let it be cancelled. */
    private static final Duration NOT_WORTH_CANCELLING = Duration.ofMillis(20);

    private final RuntimeConfig config;
    private final ModelLoader loader;
    private final ServerMetrics metrics;
    private final Traffic traffic;
    private final PathWarmUp pathWarmUp;

    ModelStart(
            RuntimeConfig config, ModelLoader loader, ServerMetrics metrics, Traffic traffic, PathWarmUp pathWarmUp) {
        this.config = config;
        this.loader = loader;
        this.metrics = metrics;
        this.traffic = traffic;
        this.pathWarmUp = pathWarmUp;
    }

    /**
     * Starts the model.
     *
     * @throws ModelRefusedException when it must not or cannot be served
     * @throws IOException when it cannot be read
     */
    ServedModel start() throws ModelRefusedException, IOException {
        ModelFiles files = ModelFiles.of(config.model());
        ServableModel model = loader.load(
                files.path(),
                ModelFiles.format(config.model().format()),
                new SessionOptions(
                        config.tensorflow().intraOpThreads(),
                        config.tensorflow().interOpThreads(),
                        config.tensorflow().gpuMemoryLimitBytes()));
        try {
            return serve(files, model);
        } catch (ModelRefusedException | RuntimeException e) {
            model.close();
            throw e;
        }
    }

    private ServedModel serve(ModelFiles files, ServableModel model) throws ModelRefusedException {
        Signature signature = Signature.of(model);
        InputValidation validation = new InputValidation(signature, config);
        TensorflowEngine engine = new TensorflowEngine(model, signature);
        int maxRows = signature.hasRows() ? config.serving().maxBatchSize() : 1;
        WarmUp.Profile profile = new WarmUp(engine, validation::example).run(maxRows);
        if (profile.longest().compareTo(NOT_WORTH_CANCELLING) < 0
                && config.tensorflow().interOpThreads() == 1) {
            engine.runOnCallersThread();
        }
        LOG.infof(
                "model %s: %s, %d parameters, a run of %d rows takes %.2f ms",
                files.digest(),
                model.format(),
                model.parameters(),
                profile.rows(),
                profile.longest().toNanos() / 1e6);
        String version = config.model().version();
        String format = ModelFiles.shown(model.format());
        LoadedModel loaded = new LoadedModel(
                config,
                new ModelCard(config.service(), version, files.digest(), format, model.parameters(), signature),
                validation,
                engine,
                new Scheduler.Plan(
                        config.serving().queueCapacity(),
                        profile.batches(),
                        maxRows,
                        config.serving().maxBatchDelay()));
        pathWarmUp.run(loaded);
        metrics.showModel(files.digest(), format, version);
        return new ServedModel(loaded.open(traffic, metrics), model);
    }
}
