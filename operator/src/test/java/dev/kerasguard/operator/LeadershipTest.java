package dev.kerasguard.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaderElectionRecord;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The election on a real API server, with the rights that the shipped role gives it and no others. */
@ExtendWith(SharedCluster.class)
class LeadershipTest {

    private final TestCluster cluster;

    LeadershipTest(TestCluster cluster) {
        this.cluster = cluster;
    }

    @Test
    void oneLeadsAndTheOtherTakesOverWhenItStopsInOrder() {
        // Given
        AtomicBoolean first = new AtomicBoolean();
        AtomicBoolean second = new AtomicBoolean();
        Runnable nothing = () -> {};
        Reads reads = new Reads();
        try (KubernetesClient one = cluster.asOperator();
                KubernetesClient two = cluster.asOperator(reads)) {
            Leadership leader = new Leadership(one, TestCluster.NAMESPACE, "first", () -> first.set(true), nothing);
            TestCluster.await().untilTrue(first);

            // When
            try (Leadership follower =
                    new Leadership(two, TestCluster.NAMESPACE, "second", () -> second.set(true), nothing)) {
                // Then: it has asked for the lease again and again
                TestCluster.await().until(() -> reads.count() >= 3);
                assertThat(second).isFalse();
                assertThat(lease().getHolderIdentity()).isEqualTo("first");
                assertThat(follower).isNotNull();

                // When
                leader.close();

                // Then: it has given the lease back, of which a second is left, rather than let it run out
                assertThat(lease())
                        .matches(lease -> "second".equals(lease.getHolderIdentity())
                                || Integer.valueOf(1).equals(lease.getLeaseDurationSeconds()));
                TestCluster.await().untilTrue(second);
            }
        }
    }

    @Test
    void theAgeOfALeaseCountsFromTheLastRenewalThatTheApiServerTook() {
        // Given
        AtomicLong nanos = new AtomicLong();
        try (KubernetesClient client = cluster.asOperator()) {
            HeldLease lease =
                    new HeldLease(new LeaseLock(TestCluster.NAMESPACE, "kerasguard-operator", "aged"), nanos::get);
            ZonedDateTime now = ZonedDateTime.now(ZoneOffset.UTC);
            LeaderElectionRecord renewal = new LeaderElectionRecord("aged", Duration.ofSeconds(15), now, now, 0);
            AtomicLong other = new AtomicLong();
            HeldLease foreign = new HeldLease(new LeaseLock("default", "kerasguard-operator", "aged"), other::get);

            // When
            nanos.set(Duration.ofSeconds(60).toNanos());
            boolean beforeTheRenewal = lease.isOlderThan(Duration.ofSeconds(10));
            renew(lease, client, renewal);
            boolean afterwards = lease.isOlderThan(Duration.ofSeconds(10));
            nanos.addAndGet(Duration.ofSeconds(10).toNanos() + 1);
            boolean tenSecondsLater = lease.isOlderThan(Duration.ofSeconds(10));
            other.set(Duration.ofSeconds(60).toNanos());

            // Then
            assertThat(beforeTheRenewal).isTrue();
            assertThat(afterwards).isFalse();
            assertThat(tenSecondsLater).isTrue();
            assertThatThrownBy(() -> foreign.create(client, renewal)).isInstanceOf(KubernetesClientException.class);
            assertThat(foreign.isOlderThan(Duration.ofSeconds(10))).isTrue();
        } finally {
            cluster.admin()
                    .leases()
                    .inNamespace(TestCluster.NAMESPACE)
                    .withName("kerasguard-operator")
                    .delete();
        }
    }

    @Test
    void theRoleGivesNoSecretOfOtherNamespaces() {
        try (KubernetesClient operator = cluster.asOperator()) {
            assertThatThrownBy(() ->
                            operator.secrets().inNamespace("default").list().getItems())
                    .isInstanceOf(KubernetesClientException.class)
                    .hasMessageContaining("cannot list resource \"secrets\"");
            assertThatThrownBy(() -> operator.secrets()
                            .inNamespace(TestCluster.NAMESPACE)
                            .withName("somebody-elses")
                            .get())
                    .isInstanceOf(KubernetesClientException.class)
                    .hasMessageContaining("cannot get resource \"secrets\"");
        }
    }

    private static void renew(HeldLease lease, KubernetesClient client, LeaderElectionRecord renewal) {
        if (lease.get(client) == null) {
            lease.create(client, renewal);
        } else {
            lease.update(client, renewal);
        }
    }

    private LeaseSpec lease() {
        return cluster.admin()
                .leases()
                .inNamespace(TestCluster.NAMESPACE)
                .withName("kerasguard-operator")
                .get()
                .getSpec();
    }
}
