package dev.kerasguard.server.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.kerasguard.keras.ServableModel;
import dev.kerasguard.runtime.config.RuntimeConfig;
import dev.kerasguard.runtime.config.RuntimeConfig.InputConfig;
import dev.kerasguard.runtime.config.RuntimeConfig.RateLimitConfig;
import dev.kerasguard.server.TestConfigs;
import dev.kerasguard.server.TestModels;
import dev.kerasguard.server.engine.BatchEngine;
import dev.kerasguard.server.engine.TensorflowEngine;
import dev.kerasguard.server.protocol.ModelCard;
import dev.kerasguard.server.schedule.Scheduler;
import dev.kerasguard.server.tensor.Signature;
import dev.kerasguard.server.validation.InputValidation;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PathWarmUpTest {

    private static final int ROUNDS = 5;
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final RateLimitConfig ONE_REQUEST = new RateLimitConfig("requests", true, 1, 1);

    @TempDir
    Path models;

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger runs = new AtomicInteger();

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private LoadedModel loaded(ServableModel model, RuntimeConfig config) throws Exception {
        Signature signature = Signature.of(model);
        TensorflowEngine tensorflow = new TensorflowEngine(model, signature);
        BatchEngine counted = (requests, timeout) -> {
            runs.incrementAndGet();
            return tensorflow.run(requests, timeout);
        };
        return new LoadedModel(
                config,
                new ModelCard("flowers", "3", "sha256:0", "Keras", 1, signature),
                new InputValidation(signature, config),
                counted,
                new Scheduler.Plan(256, true, 32, LONG));
    }

    private RuntimeConfig config(List<RateLimitConfig> limits, List<InputConfig> inputs) {
        return TestConfigs.with(models, TestConfigs.serving(Duration.ofMillis(1), 256), limits, inputs);
    }

    @Test
    void everyFormReachesTheModelWhateverTheServicesLimitsTimeoutAndDelayAre() throws Exception {
        try (ServableModel model = TestModels.linear()) {
            // When
            new PathWarmUp(vertx, ROUNDS, LONG).run(loaded(model, config(List.of(ONE_REQUEST), List.of())));

            // Then
            assertThat(runs).hasValue(3 * ROUNDS);
        }
    }

    @Test
    void itEndsWithTheRoundInWhichItsTimeIsOver() throws Exception {
        try (ServableModel model = TestModels.linear()) {
            // When
            new PathWarmUp(vertx, ROUNDS, Duration.ofNanos(1)).run(loaded(model, config(List.of(), List.of())));

            // Then
            assertThat(runs).hasValue(3);
        }
    }

    @Test
    void aModelWhoseInputsCannotBeMadeUpIsLeftAlone() throws Exception {
        try (ServableModel model = TestModels.lookup()) {
            // Given
            InputConfig none = new InputConfig("x", null, null, OptionalDouble.of(0.2), OptionalDouble.of(0.8), false);

            // When
            new PathWarmUp(vertx, ROUNDS, LONG).run(loaded(model, config(List.of(), List.of(none))));

            // Then
            assertThat(runs).hasValue(0);
        }
    }

    @Test
    void aFailureIsNoReasonNotToServe() throws Exception {
        try (ServableModel model = TestModels.linear()) {
            // Given
            LoadedModel loaded = loaded(model, config(List.of(), List.of()));
            Vertx closed = Vertx.vertx();
            closed.close().toCompletionStage().toCompletableFuture().join();

            // When, Then
            assertThatCode(() -> new PathWarmUp(closed, ROUNDS, LONG).run(loaded))
                    .doesNotThrowAnyException();
            assertThat(runs).hasValue(0);
        }
    }

    @Test
    void nothingOfItIsSeenInMetricsAndLimits() throws Exception {
        // Given
        Files.writeString(models.resolve("model.keras"), "the graph is made by the test");
        RuntimeConfig config = TestConfigs.with(
                models, TestConfigs.serving(Duration.ofSeconds(20), 256), List.of(ONE_REQUEST), List.of());

        // When
        try (RunningServer server = new RunningServer(config, TestModels.linear())) {

            // Then
            assertThat(server.registry.getMeters())
                    .filteredOn(meter -> count(meter) > 0)
                    .extracting(meter -> meter.getId().getName())
                    .containsExactly("kerasguard.model.info");
            assertThat(server.post("/v1/models/flowers:predict", "{\"instances\": [[1, 2, 3]]}")
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    private static double count(Meter meter) {
        return switch (meter) {
            case Counter counter -> counter.count();
            case Timer timer -> timer.count();
            default -> meter.measure().iterator().next().getValue();
        };
    }
}
