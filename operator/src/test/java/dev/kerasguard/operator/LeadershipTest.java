package dev.kerasguard.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The election on a real API server, with the rights that the shipped role gives it and no others. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LeadershipTest {

    private static final String NAMESPACE = "kerasguard-system";

    private final TestCluster cluster = new TestCluster();

    @AfterAll
    void stop() {
        cluster.close();
    }

    @Test
    void oneLeadsAndTheOtherTakesOverWhenItStopsInOrder() throws InterruptedException {
        // Given
        AtomicBoolean first = new AtomicBoolean();
        AtomicBoolean second = new AtomicBoolean();
        Runnable nothing = () -> {};
        try (KubernetesClient one = cluster.asOperator();
                KubernetesClient two = cluster.asOperator()) {
            Leadership leader = new Leadership(one, NAMESPACE, "first", () -> first.set(true), nothing);
            await().atMost(Duration.ofSeconds(15)).untilTrue(first);

            // When
            try (Leadership follower = new Leadership(two, NAMESPACE, "second", () -> second.set(true), nothing)) {
                // Then: longer than a renewal takes
                Thread.sleep(5_000);
                assertThat(second).isFalse();
                assertThat(follower).isNotNull();

                // When
                leader.close();

                // Then
                await().atMost(Duration.ofSeconds(8)).untilTrue(second);
            }
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
                            .inNamespace(NAMESPACE)
                            .withName("somebody-elses")
                            .get())
                    .isInstanceOf(KubernetesClientException.class)
                    .hasMessageContaining("cannot get resource \"secrets\"");
        }
    }
}
