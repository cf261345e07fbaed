package dev.kerasguard.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kerasguard.api.v1alpha1.KerasInferenceService;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** From apply to delete: one service's life, in order. */
@OnCluster
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ServiceLifecycleTest {

    private static Digits digits;

    @BeforeAll
    static void oneModelIsServed(Sandbox sandbox) {
        digits = Digits.in(sandbox);
        digits.serve("digits", "scaling: {minReplicas: 1, maxReplicas: 1}");
    }

    @Test
    @Order(1)
    void answersTheHeldOutDigitsAsKerasDoes() {
        assertThat(digits.correct("digits"))
                .isEqualTo(Digits.TRUTH.get("correct").asInt());
    }

    @Test
    @Order(2)
    void kubectlListsItUnderItsShortName(Sandbox sandbox) {
        var table = sandbox.kubectl(List.of("get", "inferenceservices"), "").output();
        assertThat(table.lines().findFirst().orElseThrow().split("\\s+"))
                .containsExactly("NAME", "READY", "REASON", "VERSION", "REPLICAS", "P99", "RPS", "ANOMALY", "AGE");
        assertThat(table).containsPattern("digits\\s+True\\s+");
    }

    @Test
    @Order(3)
    void statusSaysWhatWasLoaded(Sandbox sandbox) {
        Sandbox.await("the loaded model is known").untilAsserted(() -> {
            var model = sandbox.service("digits").orElseThrow().getStatus().model();
            assertThat(model).isNotNull();
            if (model != null) {
                assertThat(model.digest()).isEqualTo(Digits.TRUTH.get("digest").asText());
                assertThat(model.inputs()).hasSize(1);
                assertThat(model.parameters())
                        .isEqualTo(Digits.TRUTH.get("parameters").asLong());
            }
        });
        assertThat(sandbox.service("digits").orElseThrow().getStatus().url())
                .isEqualTo("http://digits." + sandbox.namespace() + ".svc");
    }

    @Test
    @Order(4)
    void anUpdateLosesNoRequest(Sandbox sandbox) {
        var client = Client.start(
                sandbox,
                "honest",
                "--url",
                "http://digits/v2/models/digits/infer",
                "--shape",
                "1,8,8,1",
                "--rate",
                "20",
                "--duration",
                "45s");
        sandbox.apply(Digits.spec("digits", "scaling: {minReplicas: 1, maxReplicas: 1}\nserving: {timeout: 3s}"));
        Sandbox.await("a new pod has replaced the old").until(() -> {
            var deployment = sandbox.client()
                    .apps()
                    .deployments()
                    .inNamespace(sandbox.namespace())
                    .withName("digits")
                    .get();
            var status = deployment.getStatus();
            return deployment.getMetadata().getGeneration() > 1
                    && status.getObservedGeneration()
                            .equals(deployment.getMetadata().getGeneration())
                    && Integer.valueOf(1).equals(status.getUpdatedReplicas())
                    && Integer.valueOf(1).equals(status.getReplicas());
        });
        var summary = client.summary();
        assertThat(summary.get("sent").asLong()).isGreaterThan(500);
        assertThat(summary.get("ok").asLong()).isEqualTo(summary.get("sent").asLong());
    }

    @Test
    @Order(5)
    void deletionLeavesNothing(Sandbox sandbox) {
        sandbox.client()
                .resources(KerasInferenceService.class)
                .inNamespace(sandbox.namespace())
                .withName("digits")
                .delete();
        Sandbox.await("every child is gone").untilAsserted(() -> {
            var left = sandbox.kubectl(
                    List.of(
                            "get",
                            "all,configmaps,networkpolicies,pdb,hpa,endpointslices",
                            "-l",
                            "kerasguard.dev/service=digits",
                            "-o",
                            "name"),
                    "");
            assertThat(left.output()).doesNotContain("digits");
        });
    }
}
