package dev.kerasguard.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kerasguard.api.v1alpha1.KerasInferencePolicy;
import dev.kerasguard.api.v1alpha1.KerasInferenceService;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is deleted between a look and a write is one line in the log, and no stack trace. */
@ExtendWith(SharedCluster.class)
class DisappearanceTest extends ServiceSteps {

    DisappearanceTest(TestCluster cluster) {
        super(cluster);
    }

    @Test
    void aServiceThatIsDeletedBeforeItsStatusIsWritten() {
        // Given
        String namespace = cluster.namespace("deleted-service");
        claim(namespace);
        cluster.writes()
                .interrupt(
                        "/namespaces/deleted-service/kerasinferenceservices/flowers/status",
                        () -> delete(namespace, "flowers"));
        try (LogLines log = new LogLines()) {
            // When
            cluster.reconciliations()
                    .awaitAfter(() -> apply(namespace, "flowers", "1"), Reconciliations.service(namespace, "flowers"));

            // Then
            assertThat(log.mentioning("deleted-service/flowers disappears"))
                    .singleElement()
                    .asString()
                    .startsWith("INFO KerasInferenceService ")
                    .contains("not found");
            assertThat(log.stackTraces()).isEmpty();
        }
        assertThat(service(namespace, "flowers")).isNull();
    }

    @Test
    void aServiceThatIsMadeAnewBeforeItsStatusIsWrittenGetsAStatusOfItsOwn() {
        // Given
        String namespace = cluster.namespace("renewed-service");
        claim(namespace);
        cluster.writes().interrupt("/namespaces/renewed-service/kerasinferenceservices/flowers/status", () -> {
            delete(namespace, "flowers");
            apply(namespace, "flowers", "1");
        });
        try (LogLines log = new LogLines()) {
            // When
            apply(namespace, "flowers", "1");

            // Then
            TestCluster.await()
                    .until(() -> service(namespace, "flowers") != null
                            && service(namespace, "flowers").getStatus() != null);
            assertThat(log.stackTraces()).isEmpty();
        }
    }

    @Test
    void aPolicyThatIsDeletedBeforeItsStatusIsWritten() {
        // Given
        cluster.writes()
                .interrupt(
                        "/kerasinferencepolicies/deleted-policy/status",
                        () -> admin.resources(KerasInferencePolicy.class)
                                .withName("deleted-policy")
                                .delete());
        try (LogLines log = new LogLines()) {
            // When
            cluster.reconciliations()
                    .awaitAfter(() -> policy("deleted-policy", "4Gi", "1Gi"), Reconciliations.policy("deleted-policy"));

            // Then
            assertThat(log.mentioning("deleted-policy disappears"))
                    .singleElement()
                    .asString()
                    .startsWith("INFO KerasInferencePolicy ");
            assertThat(log.stackTraces()).isEmpty();
        }
    }

    @Test
    void aNamespaceThatEndsBeforeAChildIsMade() {
        // Given: there is no controller, so the namespace goes on ending
        String namespace = cluster.namespace("ending");
        claim(namespace);
        var deleted = new CountDownLatch(1);
        cluster.writes().interrupt("/namespaces/ending/configmaps/flowers-runtime", () -> {
            admin.namespaces().withName(namespace).delete();
            deleted.countDown();
        });
        try (LogLines log = new LogLines()) {
            // When
            cluster.reconciliations()
                    .awaitAfter(() -> apply(namespace, "flowers", "1"), Reconciliations.service(namespace, "flowers"));
            cluster.lookAgain(namespace, "flowers");

            // Then
            assertThat(deleted.getCount()).isZero();
            assertThat(log.mentioning("ending/flowers disappears"))
                    .isNotEmpty()
                    .allSatisfy(line -> assertThat(line)
                            .startsWith("INFO KerasInferenceService ")
                            .contains("because it is being terminated"));
            assertThat(log.stackTraces()).isEmpty();
        }
        assertThat(children(namespace)).isEmpty();
    }

    private void delete(String namespace, String name) {
        admin.resources(KerasInferenceService.class)
                .inNamespace(namespace)
                .withName(name)
                .delete();
        TestCluster.await().until(() -> service(namespace, name) == null);
    }
}
