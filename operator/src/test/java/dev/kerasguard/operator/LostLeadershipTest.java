package dev.kerasguard.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kerasguard.operator.status.ConditionType;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.Config;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Real processes that lose their lease, on a real API server: none acts beside its successor. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LostLeadershipTest extends ServiceSteps {

    @TempDir
    Path folder = Path.of("unset");

    LostLeadershipTest() {
        super(new TestCluster());
    }

    // Its holder was killed, and nobody needs to wait until it runs out.
    @AfterEach
    void deleteLease() {
        admin.leases()
                .inNamespace(TestCluster.NAMESPACE)
                .withName("kerasguard-operator")
                .delete();
    }

    @AfterAll
    void stop() {
        cluster.close();
    }

    @Test
    void aLeaderThatWasStoppedPastItsLeaseEndsWithoutAnotherWrite() throws Exception {
        // Given a leader that has nothing left to do
        try (LeaderProcess first = start("first", apiServer());
                LeaderProcess second = afterLeads("first", "second")) {
            String namespace = cluster.namespace("stopped");
            claim(namespace);
            apply(namespace, "flowers", "1");
            awaitChildren(namespace, 5);
            TestCluster.await()
                    .untilAsserted(() -> assertThat(condition(namespace, "flowers", ConditionType.Progressing)
                                    .getMessage())
                            .contains("of 1 replicas"));
            assertThat(first.writes()).isNotEmpty();
            assertThat(second.writes()).isEmpty();

            // When it is stopped, and goes on when there is another one and news
            first.signal("STOP");
            awaitLeader("second");
            int writes = first.writes().size();
            String config = checksum(namespace, "flowers");
            edit(namespace, "flowers", "version: \"1\"", "version: \"2\"");
            TestCluster.await().until(() -> !checksum(namespace, "flowers").equals(config));
            first.signal("CONT");

            // Then
            assertThat(first.awaitEnd()).isEqualTo(1);
            assertThat(first.writes()).hasSize(writes);
            assertThat(leader()).isEqualTo("second");
        }
    }

    @Test
    void aLeaderThatIsCutOffFromTheApiServerEndsByItselfBeforeAnotherOneLeads() throws Exception {
        try (Forwarder network = new Forwarder(apiServer());
                LeaderProcess first = start("first", network.port());
                LeaderProcess second = afterLeads("first", "second")) {
            // Given
            assertThat(second.isAlive()).isTrue();

            // When
            network.fallSilent();
            awaitLeader("second");

            // Then
            assertThat(first.isAlive()).isFalse();
            assertThat(first.awaitEnd()).isEqualTo(1);
        }
    }

    private LeaderProcess afterLeads(String leader, String next) throws Exception {
        awaitLeader(leader);
        return start(next, apiServer());
    }

    private LeaderProcess start(String identity, int port) throws Exception {
        return LeaderProcess.start(identity, cluster.kubeconfig(), port, folder);
    }

    private int apiServer() {
        return URI.create(Config.fromKubeconfig(cluster.kubeconfig()).getMasterUrl())
                .getPort();
    }

    private void awaitLeader(String identity) {
        TestCluster.await(identity + " leads").until(() -> identity.equals(leader()));
    }

    private String leader() {
        Lease lease = admin.leases()
                .inNamespace(TestCluster.NAMESPACE)
                .withName("kerasguard-operator")
                .get();
        return lease == null || lease.getSpec().getHolderIdentity() == null
                ? ""
                : lease.getSpec().getHolderIdentity();
    }
}
