package dev.kerasguard.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A flood is answered with 429 while others are served, and becomes an anomaly. */
@OnCluster
class FloodTest {

    private static final String LIMITED = """
            scaling: {minReplicas: 1, maxReplicas: 1}
            serving:
              rateLimits: [{name: requests, requestsPerSecond: 50, burst: 100}]
            """;

    @Test
    void serveTheHonestRefuseTheFloodAndSaySo(Sandbox sandbox) {
        var url = "http://digits/v2/models/digits/infer";
        Digits.in(sandbox).serve("digits", LIMITED);

        var honest = Client.start(
                sandbox, "honest", "--url", url, "--shape", "1,8,8,1", "--rate", "10", "--duration", "70s");
        // The operator of the cluster for tests looks every two seconds, and learns from 12 looks.
        honest.awaitSecond(40);
        var flood = Client.start(
                sandbox, "flood", "--url", url, "--shape", "1,8,8,1", "--closed", "8", "--duration", "20s");
        var anomaly = sandbox.awaitCondition("digits", "AnomalyDetected", "True");

        var refused = flood.summary();
        assertThat(refused.at("/by_status/429").asLong())
                .isGreaterThan(refused.get("ok").asLong());
        var served = honest.summary();
        assertThat(served.get("ok").asDouble() / served.get("sent").asDouble()).isGreaterThanOrEqualTo(0.99);
        assertThat(anomaly.getMessage()).isNotBlank();
        Sandbox.await("an Event tells it")
                .untilAsserted(() -> assertThat(
                                sandbox.kubectl(List.of("get", "events"), "").output())
                        .contains("AnomalyDetected"));
    }
}
