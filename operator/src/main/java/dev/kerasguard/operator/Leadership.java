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
import java.util.concurrent.locks.LockSupport;

/**
 * Lets one replica of the operator act at a time. The Java Operator SDK's own election neither gives the lease back at
 * the end nor stops a leader that lost it; here both is decided by the callbacks.
 *
 * <p>The elector looks at its deadline only between two attempts to renew, and an attempt on a dead connection lasts
 * longer than the lease. So a thread of its own, which asks nobody, watches the age of the last renewal.
 */
final class Leadership implements AutoCloseable {

    private static final String LEASE = "kerasguard-operator";
    private static final Duration LEASE_DURATION = Duration.ofSeconds(15);
    private static final Duration RENEW_DEADLINE = Duration.ofSeconds(10);
    private static final Duration RETRY_PERIOD = Duration.ofSeconds(2);
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);

    private final ExecutorService executor = Executors.newCachedThreadPool(
            Thread.ofPlatform().name("leadership-", 0).daemon().factory());
    private final CompletableFuture<?> election;
    private final LeaderElector elector;
    private final HeldLease lease;
    private volatile boolean closed;

    /**
     * Takes part in the election from now on.
     *
     * @param identity by which the others know this replica
     * @param onStart called once, when this replica leads
     * @param onStop called when it no longer does, also at {@link #close}; perhaps more than once
     */
    Leadership(KubernetesClient client, String namespace, String identity, Runnable onStart, Runnable onStop) {
        lease = new HeldLease(new LeaseLock(namespace, LEASE, identity), System::nanoTime);
        elector = new LeaderElector(
                client,
                new LeaderElectionConfig(
                        lease,
                        LEASE_DURATION,
                        RENEW_DEADLINE,
                        RETRY_PERIOD,
                        new LeaderCallbacks(() -> lead(onStart, onStop), onStop, _ -> {}),
                        true,
                        LEASE),
                executor);
        election = elector.start();
    }

    /** Whether this replica leads no longer for certain: another one may take the lease soon, or has. */
    boolean isOverdue() {
        return lease.isOlderThan(RENEW_DEADLINE);
    }

    /** Gives the lease back, so that another replica leads at once. */
    @Override
    public void close() {
        closed = true;
        election.cancel(true);
        executor.shutdown();
    }

    private void lead(Runnable onStart, Runnable onStop) {
        executor.execute(() -> watch(onStop));
        executor.execute(onStart);
    }

    private void watch(Runnable onStop) {
        while (!closed) {
            if (isOverdue()) {
                onStop.run();
                return;
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
    }
}
