package dev.kerasguard.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** A runtime image that cannot start is said in words, and who is served stays served. */
@OnCluster
@Isolated
class BrokenImageTest {

    @Test
    void aServiceThatRunsStaysUpAndSaysWhyItCannotMoveOn(Sandbox sandbox) {
        var digits = Digits.in(sandbox);
        digits.serve("digits", "scaling: {minReplicas: 1, maxReplicas: 1}");
        try {
            runtimeImage(sandbox, "docker.io/kerasguard/runtime:not-there");
            Sandbox.await("the status names the image")
                    .untilAsserted(() -> assertThat(sandbox.condition("digits", "Progressing")
                                    .orElseThrow()
                                    .getMessage())
                            .contains("runtime:not-there"));
            assertThat(sandbox.condition("digits", "Available").orElseThrow().getStatus())
                    .isEqualTo("True");
            assertThat(digits.correct("digits"))
                    .isEqualTo(Digits.TRUTH.get("correct").asInt());
        } finally {
            runtimeImage(sandbox, "docker.io/kerasguard/runtime:dev");
        }
    }

    private static void runtimeImage(Sandbox sandbox, String image) {
        var set = sandbox.kubectl(
                List.of(
                        "set",
                        "env",
                        "-n",
                        "kerasguard-system",
                        "deployment/kerasguard-operator",
                        "KERASGUARD_RUNTIME_IMAGE=" + image),
                "");
        assertThat(set.status()).as(set.output()).isZero();
        var rolled = sandbox.kubectl(
                List.of(
                        "rollout",
                        "status",
                        "-n",
                        "kerasguard-system",
                        "deployment/kerasguard-operator",
                        "--timeout=90s"),
                "");
        assertThat(rolled.status()).as(rolled.output()).isZero();
    }
}
