package dev.kerasguard.operator;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfig;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElector;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Lets one replica of the operator act at a time. The Java Operator SDK's own election neither gives the lease back at
 * the end nor stops a leader that lost it; here both is decided by the callbacks.
 */
final class Leadership implements AutoCloseable {

    private static final String LEASE = "kerasguard-operator";
    private static final Duration LEASE_DURATION = Duration.ofSeconds(15);
    private static final Duration RENEW_DEADLINE = Duration.ofSeconds(10);
    private static final Duration RETRY_PERIOD = Duration.ofSeconds(2);

    private final ExecutorService executor = Executors.newCachedThreadPool(
            Thread.ofPlatform().name("leadership-", 0).daemon().factory());
    private final CompletableFuture<?> election;
    private final LeaderElector elector;

    /**
     * Takes part in the election from now on.
     *
     * @param identity by which the others know this replica
     * @param onStart called once, when this replica leads
     * @param onStop called when it no longer does, also at {@link #close}
     */
    Leadership(KubernetesClient client, String namespace, String identity, Runnable onStart, Runnable onStop) {
        elector = new LeaderElector(
                client,
                new LeaderElectionConfig(
                        new LeaseLock(namespace, LEASE, identity),
                        LEASE_DURATION,
                        RENEW_DEADLINE,
                        RETRY_PERIOD,
                        new LeaderCallbacks(() -> executor.execute(onStart), onStop, _ -> {}),
                        true,
                        LEASE),
                executor);
        election = elector.start();
    }

    /** Gives the lease back, so that another replica leads at once. */
    @Override
    public void close() {
        election.cancel(true);
        executor.shutdown();
    }
}
