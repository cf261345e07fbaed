package dev.kerasguard.operator.telemetry;

import dev.kerasguard.operator.observation.Observation;
import dev.kerasguard.operator.observation.Observations;
import dev.kerasguard.operator.telemetry.Rounds.Outcome;
import dev.kerasguard.operator.telemetry.Targets.ServiceName;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Measures every service again and again, on a thread of its own, and holds what was observed last. */
@ApplicationScoped
class TelemetryObservations implements Observations {

    private static final Logger LOG = Logger.getLogger(TelemetryObservations.class);
    private static final int RUNTIME_PORT = 9090;
    private static final int EXPORTER_PORT = 9400;

    private final KubernetesClient client;
    private final Clock clock;
    private final Duration interval;
    private final AnomalyGauges gauges;
    private final Map<ServiceName, Observation> observations = new ConcurrentHashMap<>();
    private final List<BiConsumer<String, String>> listeners = new CopyOnWriteArrayList<>();
    private volatile @Nullable Thread thread;

    @Inject
    TelemetryObservations(
            KubernetesClient client,
            Clock clock,
            MeterRegistry registry,
            @ConfigProperty(name = "kerasguard.telemetry.interval", defaultValue = "5s") Duration interval) {
        this.client = client;
        this.clock = clock;
        this.interval = interval;
        this.gauges = new AnomalyGauges(registry);
    }

    void start(@Observes StartupEvent event) {
        thread = Thread.ofPlatform().name("telemetry").daemon().start(() -> {
            try (ClusterTargets targets = new ClusterTargets(client);
                    Rounds rounds = new Rounds(targets, new Scraper(RUNTIME_PORT, EXPORTER_PORT), clock)) {
                runUntilInterrupted(rounds);
            }
        });
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        Thread running = thread;
        if (running != null) {
            running.interrupt();
            running.join(Duration.ofSeconds(2));
        }
    }

    @Override
    public Observation of(String namespace, String service) {
        return observations.getOrDefault(new ServiceName(namespace, service), Observation.NONE);
    }

    @Override
    public void onChange(BiConsumer<String, String> listener) {
        listeners.add(listener);
    }

    private void runUntilInterrupted(Rounds rounds) {
        while (!Thread.currentThread().isInterrupted()) {
            long next = System.nanoTime() + interval.toNanos();
            try {
                publish(rounds.run());
            } catch (InterruptedException stopped) {
                return;
            } catch (RuntimeException unexpected) {
                LOG.error("A round of measuring failed; the next one is tried as usual", unexpected);
            }
            LockSupport.parkNanos(next - System.nanoTime());
        }
    }

    /** Holds what a round found, and tells the listeners what changed. */
    void publish(Map<ServiceName, Outcome> outcomes) {
        observations.keySet().retainAll(outcomes.keySet());
        gauges.retain(outcomes.keySet());
        outcomes.forEach((service, outcome) -> {
            gauges.show(service, outcome.verdict());
            Observation before = observations.put(service, outcome.observation());
            if (!outcome.observation().equals(before)) {
                listeners.forEach(listener -> listener.accept(service.namespace(), service.name()));
            }
        });
    }
}
