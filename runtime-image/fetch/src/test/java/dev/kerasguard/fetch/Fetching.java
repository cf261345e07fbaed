package dev.kerasguard.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kerasguard.runtime.config.RuntimeConfig.ModelConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A fetch under test: with patience for slow machines, a folder of its own, and what it logged. */
final class Fetching {

    final Path models;
    final Path mount;
    final List<String> log = Collections.synchronizedList(new ArrayList<>());
    long maxBytes = 1 << 20;
    String format = "Auto";

    @Nullable String digest;

    List<String> prefixes = List.of();
    boolean inCluster = true;

    /** A download is given up when so long a time brings less than 1000 bytes. */
    Duration window = Duration.ofMinutes(2);

    Fetching(Path folder) {
        this.models = folder.resolve("models");
        this.mount = folder.resolve("mount");
    }

    FetchedModel fetch(String uri) throws FetchRefusedException, IOException {
        HttpLimits limits = new HttpLimits(
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                window,
                1000,
                3,
                Duration.ofMinutes(5),
                Duration.ofMillis(20));
        SourceUri sources = new SourceUri(mount, inCluster, limits, log::add, System::nanoTime);
        return new ModelFetch(sources, log::add)
                .fetch(new ModelConfig(uri, format, "1", digest, maxBytes, prefixes, models.toString(), List.of()));
    }

    /** Fetches, expects a refusal, and that it left nothing behind. */
    FetchRefusedException refusal(String uri, FetchReason reason) throws IOException {
        FetchRefusedException[] refusal = new FetchRefusedException[1];
        assertThatThrownBy(() -> fetch(uri)).isInstanceOfSatisfying(FetchRefusedException.class, e -> refusal[0] = e);
        assertThat(refusal[0].reason()).as(refusal[0].getMessage()).isEqualTo(reason);
        if (Files.exists(models)) {
            try (Stream<Path> left = Files.list(models)) {
                assertThat(left).isEmpty();
            }
        }
        return refusal[0];
    }
}
