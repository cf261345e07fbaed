package dev.kerasguard.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kerasguard.api.v1alpha1.KerasInferenceService;
import dev.kerasguard.operator.status.ConditionType;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a service becomes in the cluster: its children, whose they are, and that they are kept. */
@ExtendWith(SharedCluster.class)
class ServiceChildrenTest extends ServiceSteps {

    ServiceChildrenTest(TestCluster cluster) {
        super(cluster);
    }

    @Test
    void anAppliedServiceGetsEveryChildAndEveryChildIsOwned() {
        // Given
        String namespace = cluster.namespace("children");
        claim(namespace);

        // When
        KerasInferenceService service = apply(namespace, "flowers", "3");

        // Then
        awaitCondition(namespace, "flowers", ConditionType.Accepted, "True");
        awaitCondition(namespace, "flowers", ConditionType.ResolvedRefs, "True");
        Map<String, HasMetadata> children = awaitChildren(namespace, 6);
        assertThat(children.keySet())
                .containsExactly(
                        "ConfigMap/flowers-runtime",
                        "Deployment/flowers",
                        "HorizontalPodAutoscaler/flowers",
                        "NetworkPolicy/flowers",
                        "PodDisruptionBudget/flowers",
                        "Service/flowers");
        assertThat(children.values()).allSatisfy(child -> {
            assertThat(child.getMetadata().getOwnerReferences()).singleElement().satisfies(owner -> {
                assertThat(owner.getUid()).isEqualTo(service.getMetadata().getUid());
                assertThat(owner.getController()).isTrue();
                assertThat(owner.getBlockOwnerDeletion()).isTrue();
            });
        });
        assertThat(deployment(namespace, "flowers").getSpec().getReplicas())
                .as("what the autoscaler starts from")
                .isEqualTo(2);
    }

    @Test
    void aMissingClaimIsSaidInWordsAndNothingIsMadeUntilItIsThere() {
        // Given
        String namespace = cluster.namespace("claims");

        // When
        apply(namespace, "flowers", "1");

        // Then
        Condition resolved = awaitCondition(namespace, "flowers", ConditionType.ResolvedRefs, "False");
        assertThat(resolved.getReason()).isEqualTo("PersistentVolumeClaimNotFound");
        assertThat(resolved.getMessage())
                .startsWith("PersistentVolumeClaim models not found in namespace claims; create it or");
        assertThat(children(namespace)).isEmpty();

        // When
        claim(namespace);

        // Then
        awaitCondition(namespace, "flowers", ConditionType.ResolvedRefs, "True");
        awaitChildren(namespace, 5);
    }

    @Test
    void whatSomebodyChangesOrDeletesIsRestored() {
        // Given
        String namespace = cluster.namespace("drift");
        claim(namespace);
        apply(namespace, "flowers", "1");
        awaitChildren(namespace, 5);

        // When
        admin.apps().deployments().inNamespace(namespace).withName("flowers").edit(deployment -> {
            deployment
                    .getSpec()
                    .getTemplate()
                    .getSpec()
                    .getContainers()
                    .getFirst()
                    .setImage("evil");
            return deployment;
        });
        admin.services().inNamespace(namespace).withName("flowers").delete();

        // Then
        TestCluster.await().untilAsserted(() -> {
            assertThat(deployment(namespace, "flowers")
                            .getSpec()
                            .getTemplate()
                            .getSpec()
                            .getContainers()
                            .getFirst()
                            .getImage())
                    .isEqualTo("docker.io/kerasguard/runtime:test");
            assertThat(children(namespace)).hasSize(5);
        });
    }

    @Test
    void anObjectOfSomebodyElseIsNotTakenOver() {
        // Given
        String namespace = cluster.namespace("taken");
        claim(namespace);
        admin.resource(new ServiceBuilder()
                        .withNewMetadata()
                        .withName("flowers")
                        .withNamespace(namespace)
                        .endMetadata()
                        .withNewSpec()
                        .addNewPort()
                        .withPort(1234)
                        .endPort()
                        .endSpec()
                        .build())
                .create();

        // When
        apply(namespace, "flowers", "1");

        // Then
        Condition progressing = awaitCondition(namespace, "flowers", ConditionType.Progressing, "False");
        assertThat(progressing.getReason()).isEqualTo("NameTaken");
        assertThat(progressing.getMessage()).startsWith("Service flowers exists and is not this service's");
        assertThat(admin.services()
                        .inNamespace(namespace)
                        .withName("flowers")
                        .get()
                        .getSpec()
                        .getPorts()
                        .getFirst()
                        .getPort())
                .isEqualTo(1234);
    }

    @Test
    void theAutoscalersReplicasSurviveAChangeAndAFixedNumberIsHandedOver() {
        // Given
        String namespace = cluster.namespace("scaling");
        claim(namespace);
        apply(namespace, "flowers", "3");
        awaitChildren(namespace, 6);
        admin.apps().deployments().inNamespace(namespace).withName("flowers").scale(3);
        String config = checksum(namespace, "flowers");

        // When
        edit(namespace, "flowers", "version: \"1\"", "version: \"2\"");

        // Then
        TestCluster.await().until(() -> !checksum(namespace, "flowers").equals(config));
        assertThat(deployment(namespace, "flowers").getSpec().getReplicas()).isEqualTo(3);

        // When
        edit(namespace, "flowers", "maxReplicas: 3", "maxReplicas: 2");

        // Then
        awaitChildren(namespace, 5);
        TestCluster.await()
                .untilAsserted(() -> assertThat(
                                deployment(namespace, "flowers").getSpec().getReplicas())
                        .isEqualTo(2));

        // When
        edit(namespace, "flowers", "maxReplicas: 2", "maxReplicas: 4");

        // Then
        awaitChildren(namespace, 6);
        assertThat(deployment(namespace, "flowers").getSpec().getReplicas()).isEqualTo(2);
    }
}
