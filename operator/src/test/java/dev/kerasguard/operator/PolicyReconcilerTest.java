package dev.kerasguard.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.kerasguard.api.v1alpha1.KerasInferencePolicy;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The policy reconciler on a real API server, with the rights that the shipped ClusterRole gives it and no others. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PolicyReconcilerTest {

    private static final Duration SOON = Duration.ofSeconds(15);

    private final TestCluster cluster = new TestCluster();
    private final KubernetesClient admin = cluster.admin();

    @AfterAll
    void stop() {
        cluster.close();
    }

    @Test
    void aQuotaIsRenderedKeptAndRemovedWhereThePolicySelects() {
        // Given
        String selected = cluster.namespace("selected");
        String other = cluster.namespace("other");

        // When
        apply("teams", selected, "64");

        // Then
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(quota(selected, "teams").getSpec().getHard())
                                .containsAllEntriesOf(Map.of(
                                        "limits.cpu", new Quantity("64"),
                                        "limits.memory", new Quantity("128Gi"),
                                        "requests.nvidia.com/gpu", new Quantity("4"),
                                        "count/kerasinferenceservices.kerasguard.dev", new Quantity("20"))));
        assertThat(admin.limitRanges().inNamespace(selected).list().getItems()).hasSize(1);
        assertThat(admin.resourceQuotas().inNamespace(other).list().getItems()).isEmpty();
        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(policy("teams").getStatus().namespaces()).isEqualTo(1));

        // When
        admin.resourceQuotas()
                .inNamespace(selected)
                .withName("kerasguard-teams")
                .delete();

        // Then
        await().atMost(SOON).until(() -> quota(selected, "teams") != null);

        // When
        apply("teams", "nobody", "64");

        // Then
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(admin.resourceQuotas().inNamespace(selected).list().getItems())
                    .isEmpty();
            assertThat(admin.limitRanges().inNamespace(selected).list().getItems())
                    .isEmpty();
        });
    }

    @Test
    void aPolicyInForceIsNotWrittenAgain() throws InterruptedException {
        // Given
        String namespace = cluster.namespace("steady-policy");
        apply("steady", namespace, "8");
        await().atMost(SOON)
                .until(() ->
                        quota(namespace, "steady") != null && policy("steady").getStatus() != null);
        Thread.sleep(2_000);
        String quota = quota(namespace, "steady").getMetadata().getResourceVersion();
        String policy = policy("steady").getMetadata().getResourceVersion();

        // When
        cluster.restartOperator();
        Thread.sleep(3_000);

        // Then
        assertThat(quota(namespace, "steady").getMetadata().getResourceVersion())
                .isEqualTo(quota);
        assertThat(policy("steady").getMetadata().getResourceVersion()).isEqualTo(policy);
    }

    private void apply(String name, String team, String cpu) {
        admin.resource(admin.getKubernetesSerialization()
                        .unmarshal("""
                        apiVersion: kerasguard.dev/v1alpha1
                        kind: KerasInferencePolicy
                        metadata: {name: %s}
                        spec:
                          namespaceSelector: {matchLabels: {team: %s}}
                          quota: {services: 20, cpu: "%s", memory: 128Gi, gpus: 4}
                        """.formatted(name, team, cpu), KerasInferencePolicy.class))
                .forceConflicts()
                .serverSideApply();
    }

    private KerasInferencePolicy policy(String name) {
        return admin.resources(KerasInferencePolicy.class).withName(name).get();
    }

    private ResourceQuota quota(String namespace, String policy) {
        return admin.resourceQuotas()
                .inNamespace(namespace)
                .withName("kerasguard-" + policy)
                .get();
    }
}
