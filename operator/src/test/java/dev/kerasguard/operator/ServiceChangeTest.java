package dev.kerasguard.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kerasguard.operator.status.ConditionType;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a change of spec, policy or operator does to what runs, and what it does not. */
@ExtendWith(SharedCluster.class)
class ServiceChangeTest extends ServiceSteps {

    ServiceChangeTest(TestCluster cluster) {
        super(cluster);
    }

    @Test
    void theSteadyStateMakesNoWritesEvenAfterARestart() {
        // Given
        String namespace = cluster.namespace("steady");
        claim(namespace);
        apply(namespace, "flowers", "3");
        awaitChildren(namespace, 6);
        new FakeKubelet(admin, namespace)
                .start(deployment(namespace, "flowers"), "flowers-1", FakeKubelet.serving(DIGEST));
        awaitCondition(namespace, "flowers", ConditionType.Ready, "True");
        cluster.settle(namespace, "flowers");
        List<String> before = cluster.writes().in(namespace);

        // When
        cluster.reconciliations().awaitAfter(cluster::restartOperator, Reconciliations.service(namespace, "flowers"));
        cluster.lookAgain(namespace, "flowers");

        // Then
        assertThat(before).isNotEmpty();
        assertThat(cluster.writes().in(namespace)).isEqualTo(before);
    }

    @Test
    void aPolicyChangeRestartsNoService() {
        // Given
        String namespace = cluster.namespace("bounds");
        claim(namespace);
        apply(namespace, "flowers", "1");
        awaitChildren(namespace, 5);
        cluster.settle(namespace, "flowers");
        Deployment before = deployment(namespace, "flowers");

        // When a policy forbids the service, and then allows it with other bounds on models
        policy(namespace, "512Mi", "4Gi");
        awaitCondition(namespace, "flowers", ConditionType.Accepted, "False");
        policy(namespace, "4Gi", "1Gi");
        awaitCondition(namespace, "flowers", ConditionType.Accepted, "True");
        cluster.settle(namespace, "flowers");

        // Then the pod template is the same, so the Deployment controller makes no new replicas
        Deployment after = deployment(namespace, "flowers");
        assertThat(after.getSpec().getTemplate()).isEqualTo(before.getSpec().getTemplate());
        assertThat(after.getMetadata().getGeneration())
                .isEqualTo(before.getMetadata().getGeneration());
    }

    @Test
    void aRefusedSpecLeavesWhatRunsAsItIs() {
        // Given
        String namespace = cluster.namespace("refused");
        claim(namespace);
        apply(namespace, "flowers", "1");
        awaitChildren(namespace, 5);
        cluster.settle(namespace, "flowers");
        String image = deployment(namespace, "flowers").getMetadata().getResourceVersion();

        // When
        edit(namespace, "flowers", "version: \"1\"", "version: \"2\"", "    digest: \"%s\"\n".formatted(DIGEST), "");

        // Then
        Condition accepted = awaitCondition(namespace, "flowers", ConditionType.Accepted, "False");
        assertThat(accepted.getReason()).isEqualTo("InvalidSpec");
        assertThat(accepted.getMessage()).contains("spec.model.digest");
        assertThat(deployment(namespace, "flowers").getMetadata().getResourceVersion())
                .isEqualTo(image);
    }

    @Test
    void aChangedConfigRollsThePodsAndKeepsTheConfigThatTheOldOnesStartWith() {
        // Given
        String namespace = cluster.namespace("rolling");
        claim(namespace);
        apply(namespace, "flowers", "1");
        awaitChildren(namespace, 5);
        String before = checksum(namespace, "flowers");

        // When
        edit(namespace, "flowers", "version: \"1\"", "version: \"2\"");

        // Then
        TestCluster.await()
                .untilAsserted(() -> assertThat(checksum(namespace, "flowers")).isNotEqualTo(before));
        assertThat(admin.configMaps()
                        .inNamespace(namespace)
                        .withName("flowers-runtime")
                        .get()
                        .getData())
                .containsOnlyKeys("runtime-" + before + ".json", "runtime-" + checksum(namespace, "flowers") + ".json");
    }

    @Test
    void theLastOfManyQuickChangesWins() {
        // Given
        String namespace = cluster.namespace("quick");
        claim(namespace);
        apply(namespace, "flowers", "1");

        // When
        for (int version = 1; version < 20; version++) {
            edit(namespace, "flowers", "version: \"%d\"".formatted(version), "version: \"%d\"".formatted(version + 1));
        }

        // Then
        TestCluster.await().untilAsserted(() -> {
            String key = "runtime-" + checksum(namespace, "flowers") + ".json";
            assertThat(admin.configMaps()
                            .inNamespace(namespace)
                            .withName("flowers-runtime")
                            .get()
                            .getData()
                            .get(key))
                    .contains("\"version\" : \"20\"");
        });
    }
}
