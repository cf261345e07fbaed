package dev.kerasguard.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kerasguard.api.v1alpha1.KerasInferencePolicy;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The policy reconciler on a real API server, with the rights that the shipped ClusterRole gives it and no others. */
@ExtendWith(SharedCluster.class)
class PolicyReconcilerTest {

    private final TestCluster cluster;
    private final KubernetesClient admin;

    PolicyReconcilerTest(TestCluster cluster) {
        this.cluster = cluster;
        this.admin = cluster.admin();
    }

    @Test
    void aQuotaIsRenderedKeptAndRemovedWhereThePolicySelects() {
        // Given
        String selected = cluster.namespace("selected");
        String other = cluster.namespace("other");

        // When
        apply("teams", selected, "64");

        // Then
        TestCluster.await()
                .untilAsserted(
                        () -> assertThat(quota(selected, "teams").getSpec().getHard())
                                .containsAllEntriesOf(Map.of(
                                        "limits.cpu", new Quantity("64"),
                                        "limits.memory", new Quantity("128Gi"),
                                        "requests.nvidia.com/gpu", new Quantity("4"),
                                        "count/kerasinferenceservices.kerasguard.dev", new Quantity("20"))));
        // The status is written last.
        TestCluster.await()
                .untilAsserted(() -> assertThat(policy("teams").getStatus())
                        .isNotNull()
                        .satisfies(status -> assertThat(status.namespaces()).isEqualTo(1)));
        assertThat(admin.limitRanges().inNamespace(selected).list().getItems()).hasSize(1);
        assertThat(admin.resourceQuotas().inNamespace(other).list().getItems()).isEmpty();

        // When
        admin.resourceQuotas()
                .inNamespace(selected)
                .withName("kerasguard-teams")
                .delete();

        // Then
        TestCluster.await().until(() -> quota(selected, "teams") != null);

        // When
        apply("teams", "nobody", "64");

        // Then
        TestCluster.await().untilAsserted(() -> {
            assertThat(admin.resourceQuotas().inNamespace(selected).list().getItems())
                    .isEmpty();
            assertThat(admin.limitRanges().inNamespace(selected).list().getItems())
                    .isEmpty();
        });
    }

    @Test
    void aPolicyInForceIsNotWrittenAgain() {
        // Given
        String namespace = cluster.namespace("steady-policy");
        apply("steady", namespace, "8");
        TestCluster.await()
                .until(() ->
                        quota(namespace, "steady") != null && policy("steady").getStatus() != null);
        TestCluster.await("the policy has settled").until(() -> {
            List<String> before = writes(namespace, "steady");
            lookAgain(namespace, "steady");
            return writes(namespace, "steady").equals(before);
        });
        List<String> before = writes(namespace, "steady");

        // When
        cluster.reconciliations().awaitAfter(cluster::restartOperator, Reconciliations.policy("steady"));
        lookAgain(namespace, "steady");

        // Then
        assertThat(before).isNotEmpty();
        assertThat(writes(namespace, "steady")).isEqualTo(before);
    }

    /** Has the operator look at a policy once more: by a change of its namespace that means nothing to it. */
    private void lookAgain(String namespace, String policy) {
        cluster.reconciliations()
                .awaitAfter(
                        () -> admin.namespaces().withName(namespace).edit(changed -> {
                            changed.getMetadata().getLabels().merge("looks", "1", (looks, one) -> looks + one);
                            return changed;
                        }),
                        Reconciliations.policy(policy));
    }

    private List<String> writes(String namespace, String policy) {
        return Stream.concat(
                        cluster.writes().in(namespace).stream(),
                        cluster.writes().to("/kerasinferencepolicies/" + policy + "/").stream())
                .toList();
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
