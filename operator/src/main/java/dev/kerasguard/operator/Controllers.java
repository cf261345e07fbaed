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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

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
    private static final int RECONCILIATIONS_AT_ONCE = 50;

    private Controllers() {}

    /**
     * An operator that is yet to be started.
     *
     * @param beforeEach called before each reconciliation, on its thread; may end the process
     */
    static Operator of(
            KubernetesClient client,
            Installation installation,
            Observations observations,
            Metrics metrics,
            Clock clock,
            Runnable beforeEach) {
        Operator operator = new Operator(service -> service.withKubernetesClient(client)
                .withCloseClientOnStop(false)
                .withMetrics(metrics)
                .withExecutorService(executor(beforeEach))
                .withReconciliationTerminationTimeout(STOP_WITHIN)
                .withUseSSAToPatchPrimaryResource(true));
        operator.register(new ServiceReconciler(installation, observations, clock), Controllers::configure);
        operator.register(new PolicyReconciler(clock), Controllers::configure);
        return operator;
    }

    private static ExecutorService executor(Runnable beforeEach) {
        ThreadFactory threads =
                Thread.ofPlatform().name("reconciliation-", 0).daemon().factory();
        var queue = new LinkedBlockingQueue<Runnable>();
        return new ThreadPoolExecutor(
                RECONCILIATIONS_AT_ONCE, RECONCILIATIONS_AT_ONCE, 0, TimeUnit.SECONDS, queue, threads) {
            @Override
            protected void beforeExecute(Thread thread, Runnable reconciliation) {
                beforeEach.run();
                super.beforeExecute(thread, reconciliation);
            }
        };
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
