package dev.kerasguard.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A policy's quota holds: as ResourceQuota and LimitRange, kept against deletion, gone with the policy. */
@OnCluster
class PolicyTest {

    @Test
    void quotaIsRenderedKeptAndRemoved(Sandbox sandbox) {
        var client = sandbox.client();
        sandbox.apply("""
                apiVersion: kerasguard.dev/v1alpha1
                kind: KerasInferencePolicy
                metadata: {name: "${namespace}"}
                spec:
                  namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: "${namespace}"}}
                  quota: {services: 2, cpu: "4", memory: 4Gi, gpus: 1}
                """);
        var quotas = client.resourceQuotas().inNamespace(sandbox.namespace());
        Sandbox.await("the quota is there")
                .untilAsserted(() -> assertThat(quotas.list().getItems())
                        .singleElement()
                        .satisfies(quota -> assertThat(quota.getSpec().getHard())
                                .containsEntry("limits.cpu", new Quantity("4"))
                                .containsEntry("limits.memory", new Quantity("4Gi"))));
        assertThat(client.limitRanges().inNamespace(sandbox.namespace()).list().getItems())
                .isNotEmpty();

        quotas.delete();
        Sandbox.await("the quota is back")
                .until(() -> quotas.list().getItems().stream()
                        .anyMatch(q -> q.getMetadata().getDeletionTimestamp() == null));

        assertThat(sandbox.kubectl(List.of("delete", "kerasinferencepolicy", sandbox.namespace()), "")
                        .status())
                .isZero();
        Sandbox.await("the quota is gone with its policy")
                .until(() -> quotas.list().getItems().isEmpty());
    }
}
