package dev.kerasguard.server;

import dev.kerasguard.runtime.config.RuntimeConfig;
import dev.kerasguard.runtime.config.RuntimeConfig.InputConfig;
import dev.kerasguard.runtime.config.RuntimeConfig.ModelConfig;
import dev.kerasguard.runtime.config.RuntimeConfig.RateLimitConfig;
import dev.kerasguard.runtime.config.RuntimeConfig.ServingConfig;
import dev.kerasguard.runtime.config.RuntimeConfig.TensorflowConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A complete config, to change in one place at a time. */
public final class TestConfigs {

    private TestConfigs() {}

    public static RuntimeConfig plain(Path models) {
        return with(models, serving(Duration.ofSeconds(20), 256), List.of(), List.of());
    }

    public static ServingConfig serving(Duration timeout, int queueCapacity) {
        return new ServingConfig(
                timeout, queueCapacity, 32, Duration.ZERO, 1 << 20, 128, List.of("127.0.0.0/8", "::1/128"));
    }

    public static RuntimeConfig with(
            Path models, ServingConfig serving, List<RateLimitConfig> limits, List<InputConfig> inputs) {
        return new RuntimeConfig(
                "flowers",
                "vision",
                new ModelConfig("file:///model", "Auto", "3", null, 1 << 20, List.of(), models.toString(), List.of()),
                new TensorflowConfig(1, 1, 0),
                serving,
                limits,
                inputs);
    }
}
