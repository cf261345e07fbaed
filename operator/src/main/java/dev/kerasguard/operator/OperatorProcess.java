package dev.kerasguard.operator;

import dev.kerasguard.operator.desired.Installation;
import dev.kerasguard.operator.observation.Observations;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.monitoring.micrometer.MicrometerMetricsV2;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The process: starts the controllers when this replica leads, and stops them before the lease is given back. */
@ApplicationScoped
class OperatorProcess {

    private static final Logger LOG = LoggerFactory.getLogger(OperatorProcess.class);

    private final OperatorSettings settings;
    private final KubernetesClient client;
    private final Operator operator;
    private final AtomicBoolean leading = new AtomicBoolean();
    private final AtomicBoolean stopping = new AtomicBoolean();
    private volatile @Nullable Leadership leadership;

    @Inject
    OperatorProcess(
            OperatorSettings settings,
            KubernetesClient client,
            Observations observations,
            MeterRegistry meters,
            Clock clock) {
        this.settings = settings;
        this.client = client;
        this.operator = Controllers.of(
                client,
                new Installation(settings.runtimeImage(), settings.namespace()),
                observations,
                MicrometerMetricsV2.newBuilder(meters).build(),
                clock,
                this::endIfOverdue);
    }

    void start(@Observes StartupEvent event) {
        LOG.info("services run {}", settings.runtimeImage());
        if (settings.leaderElection()) {
            leadership = new Leadership(client, settings.namespace(), settings.podName(), this::lead, this::lost);
        } else {
            lead();
        }
    }

    void stop(@Observes ShutdownEvent event) {
        stopping.set(true);
        if (leading.get()) {
            operator.stop();
        }
        Leadership held = leadership;
        if (held != null) {
            held.close();
        }
    }

    /** Whether this replica acts. */
    boolean isLeading() {
        return leading.get();
    }

    /** Whether every watch is alive; true while another replica leads. */
    boolean isHealthy() {
        return !leading.get() || operator.getRuntimeInfo().allEventSourcesAreHealthy();
    }

    private void lead() {
        LOG.info("leading");
        operator.start();
        leading.set(true);
    }

    // A process that was stopped past its lease finds waiting events when it goes on; none of them is its to answer.
    private void endIfOverdue() {
        Leadership held = leadership;
        if (held != null && held.isOverdue()) {
            end();
        }
    }

    private void lost() {
        if (!stopping.get()) {
            end();
        }
    }

    // Two leaders would undo each other's work; nothing that this process still does is worth that.
    private static void end() {
        LOG.error("the lease is lost; the process ends so that only the new leader acts");
        Runtime.getRuntime().halt(1);
    }
}
