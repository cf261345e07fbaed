package dev.kerasguard.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kerasguard.api.v1alpha1.KerasInferenceService;
import dev.kerasguard.api.v1alpha1.KerasInferenceServiceStatus.Anomaly;
import dev.kerasguard.api.v1alpha1.KerasInferenceServiceStatus.Traffic;
import dev.kerasguard.operator.observation.Observation;
import dev.kerasguard.operator.status.ConditionType;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a service's status and events say about its replicas and what was measured. */
@ExtendWith(SharedCluster.class)
class ServiceStatusTest extends ServiceSteps {

    ServiceStatusTest(TestCluster cluster) {
        super(cluster);
    }

    @Test
    void aReplicaThatServesMakesTheServiceReady() {
        // Given
        String namespace = cluster.namespace("ready");
        claim(namespace);
        apply(namespace, "flowers", "1");
        awaitChildren(namespace, 5);

        // When
        new FakeKubelet(admin, namespace)
                .start(deployment(namespace, "flowers"), "flowers-1", FakeKubelet.serving(DIGEST));

        // Then
        awaitCondition(namespace, "flowers", ConditionType.Ready, "True");
        assertThat(condition(namespace, "flowers", ConditionType.ModelVerified).getMessage())
                .contains(DIGEST);
        KerasInferenceService service = service(namespace, "flowers");
        assertThat(service.getStatus().url()).isEqualTo("http://flowers.ready.svc");
        assertThat(service.getStatus().readyReplicas()).isEqualTo(1);
        assertThat(service.getStatus().observedGeneration())
                .isEqualTo(service.getMetadata().getGeneration());
        TestCluster.await()
                .untilAsserted(() -> assertThat(events(namespace))
                        .contains("Normal Accepted", "Normal ModelVerified", "Normal Available"));
    }

    @Test
    void aWrongDigestIsSaidInTheWordsOfFetch() {
        // Given
        String namespace = cluster.namespace("digest");
        claim(namespace);
        apply(namespace, "flowers", "1");
        awaitChildren(namespace, 5);

        // When
        new FakeKubelet(admin, namespace)
                .start(
                        deployment(namespace, "flowers"),
                        "flowers-1",
                        FakeKubelet.refused("DigestMismatch", "the file is sha256:beef, not sha256:0000"));

        // Then
        Condition verified = awaitCondition(namespace, "flowers", ConditionType.ModelVerified, "False");
        assertThat(verified.getReason()).isEqualTo("DigestMismatch");
        assertThat(verified.getMessage()).isEqualTo("the file is sha256:beef, not sha256:0000");
        assertThat(condition(namespace, "flowers", ConditionType.Ready).getReason())
                .isEqualTo("DigestMismatch");
        TestCluster.await().untilAsserted(() -> assertThat(events(namespace)).contains("Warning ModelRefused"));
    }

    @Test
    void anImageThatCannotBePulledIsSaidInWords() {
        // Given
        String namespace = cluster.namespace("images");
        claim(namespace);
        apply(namespace, "flowers", "1");
        awaitChildren(namespace, 5);

        // When
        new FakeKubelet(admin, namespace)
                .start(deployment(namespace, "flowers"), "flowers-1", FakeKubelet.withoutImage("not found"));

        // Then
        TestCluster.await().untilAsserted(() -> {
            Condition available = condition(namespace, "flowers", ConditionType.Available);
            assertThat(available.getReason()).isEqualTo("ImagePullFailed");
            assertThat(available.getMessage())
                    .isEqualTo("flowers-1 cannot get the image docker.io/kerasguard/runtime:missing: not found");
        });
    }

    @Test
    void anAnomalyBecomesAConditionAndAnEventOnce() {
        // Given
        String namespace = cluster.namespace("anomalies");
        claim(namespace);
        apply(namespace, "flowers", "1");
        awaitChildren(namespace, 5);
        assertThat(awaitCondition(namespace, "flowers", ConditionType.AnomalyDetected, "Unknown")
                        .getReason())
                .isEqualTo("Learning");

        // When
        cluster.observations()
                .observe(
                        namespace,
                        "flowers",
                        new Observation(
                                null,
                                new Traffic("80ms", 300L, 0),
                                new Anomaly("Warning", List.of("p99"), "2026-01-01T00:00:00Z"),
                                "p99 is 80ms, usually 20ms"));

        // Then
        Condition anomaly = awaitCondition(namespace, "flowers", ConditionType.AnomalyDetected, "True");
        assertThat(anomaly.getMessage()).isEqualTo("p99 is 80ms, usually 20ms");
        assertThat(service(namespace, "flowers").getStatus().traffic()).isEqualTo(new Traffic("80ms", 300L, 0));
        TestCluster.await()
                .untilAsserted(() -> assertThat(events(namespace)).containsOnlyOnce("Warning AnomalyDetected"));

        // When
        cluster.observations()
                .observe(
                        namespace,
                        "flowers",
                        new Observation(null, new Traffic("20ms", 300L, 0), new Anomaly(null, null, null), null));

        // Then
        awaitCondition(namespace, "flowers", ConditionType.AnomalyDetected, "False");
        TestCluster.await()
                .untilAsserted(() -> assertThat(events(namespace)).containsOnlyOnce("Normal AnomalyCleared"));
    }
}
