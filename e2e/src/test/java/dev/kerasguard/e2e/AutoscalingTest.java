package dev.kerasguard.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** More load than one replica should carry makes more replicas; the operator does not fight the autoscaler. */
@OnCluster
class AutoscalingTest {

    @Test
    void loadRaisesTheReplicasAndTheStatusFollows(Sandbox sandbox) {
        Digits.in(sandbox).serve("digits", """
                scaling: {minReplicas: 1, maxReplicas: 2, metrics: [{type: Cpu, target: 50}]}
                """);

        var load = Client.start(
                sandbox,
                "load",
                "--url",
                "http://digits/v2/models/digits/infer",
                "--shape",
                "1,8,8,1",
                "--closed",
                "4",
                "--duration",
                "90s");

        Sandbox.await("two replicas are ready").untilAsserted(() -> {
            var status = sandbox.service("digits").orElseThrow().getStatus();
            assertThat(status.replicas()).isEqualTo(2);
            assertThat(status.readyReplicas()).isEqualTo(2);
        });
        var summary = load.summary();
        assertThat(summary.get("ok").asLong()).isEqualTo(summary.get("sent").asLong());
    }
}
