package dev.kerasguard.operator;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaderElectionRecord;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.Lock;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A lease that knows when this replica last renewed it, whatever has become of the connection or of the process since.
 */
final class HeldLease implements Lock {

    private final Lock lease;
    private final LongSupplier nanoTime;
    private volatile long renewedAt;

    /** @param nanoTime goes on while the process is stopped, as {@link System#nanoTime} does */
    HeldLease(Lock lease, LongSupplier nanoTime) {
        this.lease = lease;
        this.nanoTime = nanoTime;
        this.renewedAt = nanoTime.getAsLong();
    }

    /** Whether the last renewal was asked for longer ago than this. */
    boolean isOlderThan(Duration age) {
        return nanoTime.getAsLong() - renewedAt > age.toNanos();
    }

    @Override
    public @Nullable LeaderElectionRecord get(KubernetesClient client) {
        return lease.get(client);
    }

    @Override
    public void create(KubernetesClient client, LeaderElectionRecord renewed) {
        long asked = nanoTime.getAsLong();
        lease.create(client, renewed);
        renewedAt = asked;
    }

    @Override
    public void update(KubernetesClient client, LeaderElectionRecord renewed) {
        // From when it was asked for: the others count from the time that the record says.
        long asked = nanoTime.getAsLong();
        lease.update(client, renewed);
        renewedAt = asked;
    }

    @Override
    public String identity() {
        return lease.identity();
    }

    @Override
    public String describe() {
        return lease.describe();
    }
}
