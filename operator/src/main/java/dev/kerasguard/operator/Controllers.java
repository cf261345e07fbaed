package dev.kerasguard.operator;

import dev.kerasguard.operator.desired.Installation;
import dev.kerasguard.operator.observation.Observations;
import dev.kerasguard.operator.policy.PolicyReconciler;
import dev.kerasguard.operator.reconcile.ServiceReconciler;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.javaoperatorsdk.operator.processing.event.rate.LinearRateLimiter;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import java.time.Clock;
import java.time.Duration;

/**
 * Puts both reconcilers into one Java Operator SDK operator: how often they run, how they retry, what they write as.
 */
final class Controllers {

    /** Who the API server says wrote a field. */
    static final String FIELD_MANAGER = "kerasguard-operator";

    private static final Duration STOP_WITHIN = Duration.ofSeconds(10);
    private static final Duration RETRY_FIRST = Duration.ofMillis(500);
    private static final Duration RETRY_LAST = Duration.ofSeconds(30);
    private static final double RETRY_GROWTH = 2;
    private static final int RECONCILIATIONS_PER_SECOND = 5;

    private Controllers() {}

    /** An operator that is yet to be started. */
    static Operator of(
            KubernetesClient client,
            Installation installation,
            Observations observations,
            Metrics metrics,
            Clock clock) {
        Operator operator = new Operator(service -> service.withKubernetesClient(client)
                .withCloseClientOnStop(false)
                .withMetrics(metrics)
                .withReconciliationTerminationTimeout(STOP_WITHIN)
                .withUseSSAToPatchPrimaryResource(true));
        operator.register(new ServiceReconciler(installation, observations, clock), Controllers::configure);
        operator.register(new PolicyReconciler(clock), Controllers::configure);
        return operator;
    }

    // A service is tried for ever: what stands in its way today may be gone tomorrow.
    private static <R extends HasMetadata> void configure(ControllerConfigurationOverrider<R> controller) {
        controller
                .withFieldManager(FIELD_MANAGER)
                .withRetry(new GenericRetry()
                        .setInitialInterval(RETRY_FIRST)
                        .setIntervalMultiplier(RETRY_GROWTH)
                        .setMaxInterval(RETRY_LAST.toMillis())
                        .withoutMaxAttempts())
                .withRateLimiter(new LinearRateLimiter(Duration.ofSeconds(1), RECONCILIATIONS_PER_SECOND));
    }
}
