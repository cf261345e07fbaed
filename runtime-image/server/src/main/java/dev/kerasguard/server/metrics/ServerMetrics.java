package dev.kerasguard.server.metrics;

import dev.kerasguard.server.protocol.Protocol;
import dev.kerasguard.server.protocol.Refusal;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;

/** The metrics of the runtime, by the names that {@code docs/architecture.md} promises. */
public final class ServerMetrics {

    private static final Duration[] TIMES =
            millis(0.5, 1, 2, 3, 5, 7.5, 10, 20, 30, 50, 75, 100, 200, 300, 500, 750, 1000, 2000, 3000, 5000, 10_000);
    private static final double[] ROWS = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024};

    private final MeterRegistry registry;
    private final Map<Key, Counter> requests = new ConcurrentHashMap<>();
    private final Map<Protocol, Timer> durations = new EnumMap<>(Protocol.class);
    private final Map<Refusal.Reason, Counter> refused = new EnumMap<>(Refusal.Reason.class);
    private final Timer queue;
    private final Timer compute;
    private final DistributionSummary rows;

    private record Key(Protocol protocol, int status) {}

    /** Registers all of them, so that a rate starts at zero and not with the first event. */
    public ServerMetrics(MeterRegistry registry) {
        this.registry = registry;
        for (Protocol protocol : Protocol.values()) {
            durations.put(
                    protocol,
                    timer("kerasguard.request.duration", "From first byte to last, answered 2xx only")
                            .tag("protocol", protocol.label())
                            .register(registry));
            requests.put(new Key(protocol, 200), requestCounter(new Key(protocol, 200)));
        }
        for (Refusal.Reason reason : Refusal.Reason.values()) {
            refused.put(
                    reason,
                    Counter.builder("kerasguard.refused")
                            .description("Requests that were refused")
                            .tag("reason", reason.name())
                            .register(registry));
        }
        this.queue = timer("kerasguard.queue.duration", "Time in the queue").register(registry);
        this.compute = timer("kerasguard.compute.duration", "Time of a run of TensorFlow")
                .register(registry);
        this.rows = DistributionSummary.builder("kerasguard.batch.rows")
                .description("Rows of a run of TensorFlow")
                .serviceLevelObjectives(ROWS)
                .register(registry);
    }

    private static Timer.Builder timer(String name, String description) {
        return Timer.builder(name).description(description).serviceLevelObjectives(TIMES);
    }

    private static Duration[] millis(double... values) {
        Duration[] durations = new Duration[values.length];
        for (int i = 0; i < values.length; i++) {
            durations[i] = Duration.ofNanos((long) (values[i] * 1e6));
        }
        return durations;
    }

    private Counter requestCounter(Key key) {
        return Counter.builder("kerasguard.requests")
                .description("Requests for predictions that were answered")
                .tag("protocol", key.protocol().label())
                .tag("code", Integer.toString(key.status()))
                .register(registry);
    }

    /** Counts an answer. */
    public void answered(Protocol protocol, int status, long nanos) {
        requests.computeIfAbsent(new Key(protocol, status), this::requestCounter)
                .increment();
        Timer duration = durations.get(protocol);
        if (status < 300 && duration != null) {
            duration.record(Duration.ofNanos(nanos));
        }
    }

    /** Counts a refusal. */
    public void refused(Refusal.Reason reason) {
        Counter counter = refused.get(reason);
        if (counter != null) {
            counter.increment();
        }
    }

    /** Counts the wait of one request. */
    public void queued(long nanos) {
        queue.record(Duration.ofNanos(nanos));
    }

    /** Counts a run. */
    public void computed(long nanos, int batchRows) {
        compute.record(Duration.ofNanos(nanos));
        rows.record(batchRows);
    }

    /** Shows how many requests wait. */
    public void watchQueue(IntSupplier size) {
        Gauge.builder("kerasguard.queue.requests", size::getAsInt)
                .description("Requests that wait")
                .register(registry);
    }

    /** Shows which model is served. */
    public void showModel(String digest, String format, String version) {
        Gauge.builder("kerasguard.model.info", () -> 1)
                .description("The model that is served")
                .tag("digest", digest)
                .tag("format", format)
                .tag("version", version)
                .register(registry);
    }
}
