package dev.kerasguard.operator.telemetry;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kerasguard.anomaly.Sensitivity;
import dev.kerasguard.api.v1alpha1.KerasInferenceServiceStatus.Anomaly;
import dev.kerasguard.api.v1alpha1.KerasInferenceServiceStatus.LoadedModel;
import dev.kerasguard.api.v1alpha1.KerasInferenceServiceStatus.TensorInfo;
import dev.kerasguard.api.v1alpha1.KerasInferenceServiceStatus.Traffic;
import dev.kerasguard.operator.observation.Observation;
import dev.kerasguard.operator.telemetry.Targets.RuntimePod;
import dev.kerasguard.operator.telemetry.Targets.Service;
import dev.kerasguard.operator.telemetry.Targets.ServiceName;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pods and a GPU exporter that follow a script, on loopback, in their real format. */
class RoundsTest {

    private static final Instant START = Instant.parse("2026-01-05T08:00:00Z");
    private static final ServiceName FLOWERS = new ServiceName("vision", "flowers");
    private static final String DIGEST = "sha256:" + "a".repeat(64);

    private final SteppedClock clock = new SteppedClock(START);
    private ScriptedServer pod;
    private ScriptedServer exporter;
    private Rounds rounds;
    private List<Service> services;
    private double requests;
    private double refused;

    @BeforeEach
    void start() throws IOException {
        pod = new ScriptedServer("127.0.0.1", 0);
        exporter = new ScriptedServer("127.0.0.1", 0);
        services = List.of(new Service(
                FLOWERS,
                Sensitivity.NORMAL,
                List.of(new RuntimePod("flowers-1", "uid-1", 0, START, pod.address(), "cpu=1"))));
        Targets targets = new Targets() {
            @Override
            public List<Service> services() {
                return services;
            }

            @Override
            public List<InetAddress> gpuExporters() {
                return List.of(exporter.address());
            }
        };
        rounds = new Rounds(targets, new Scraper(pod.port(), exporter.port()), clock);
    }

    @AfterEach
    void stop() {
        rounds.close();
        pod.close();
        exporter.close();
    }

    @Test
    void tellsWhatThePodLoadedAndWhatItServes() throws Exception {
        // Given
        pod.say("/model", """
                {"digest":"%s","format":"Keras","parameters":2410,"extra":true,
                 "inputs":[{"name":"image","dtype":"FP32","shape":[-1,8,8,1]}],
                 "outputs":[{"name":"digit","dtype":"FP32","shape":[-1,10]}]}""".formatted(DIGEST));

        // When
        serve(20, 0);
        Observation observation = serve(20, 0);

        // Then
        assertThat(observation.model())
                .isEqualTo(new LoadedModel(
                        DIGEST,
                        "Keras",
                        2410L,
                        List.of(new TensorInfo("image", "FP32", List.of(-1L, 8L, 8L, 1L))),
                        List.of(new TensorInfo("digit", "FP32", List.of(-1L, 10L)))));
        assertThat(observation.traffic()).isEqualTo(new Traffic("10ms", 20L, 0));
        assertThat(observation.anomalyMessage()).isNull();
    }

    @Test
    void saysNothingOfAnomaliesBeforeTheBaselineIsLearned() throws Exception {
        // Given: the first round counts, and twelve more learn
        Observation learning = Observation.NONE;
        for (int i = 0; i < 12; i++) {
            learning = serve(20, 0);
        }

        // When
        Observation judged = serve(20, 0);

        // Then
        assertThat(learning.anomaly()).isNull();
        assertThat(anomaly(judged).severity()).isNull();
    }

    @Test
    void seesAFloodWithinFifteenSecondsAfterFortyOfHonestTraffic() throws Exception {
        // Given
        for (int seconds = 0; seconds < 40; seconds += 2) {
            serve(20, 0);
        }

        // When
        int seconds = 0;
        Observation observation;
        do {
            observation = serve(420, 390);
            seconds += 2;
        } while (observation.anomalyMessage() == null && seconds < 60);

        // Then
        assertThat(seconds).isLessThanOrEqualTo(15);
        assertThat(anomaly(observation).severity()).isEqualTo("Critical");
        assertThat(anomaly(observation).signals()).containsExactly("RequestRate", "RefusedRate");
        assertThat(observation.anomalyMessage()).contains("request rate is 420/s, normally ");
        assertThat(anomaly(observation).since()).isEqualTo("2026-01-05T08:00:42Z");
    }

    @Test
    void survivesARestartOfThePodWithoutAnAnomaly() throws Exception {
        // Given
        for (int i = 0; i < 20; i++) {
            serve(20, 0);
        }

        // When
        requests = 0;
        Observation observation = Observation.NONE;
        for (int i = 0; i < 10; i++) {
            observation = serve(20, 0);
        }

        // Then
        assertThat(observation.anomalyMessage()).isNull();
        assertThat(observation.traffic()).isEqualTo(new Traffic("10ms", 20L, 0));
    }

    @Test
    void takesASilentPodAsMissingAndForgetsItsTrafficAfterAMinute() throws Exception {
        // Given
        for (int i = 0; i < 20; i++) {
            serve(20, 0);
        }

        // When
        pod.fallSilent();
        Observation shortly = round();
        for (int i = 0; i < 40; i++) {
            round();
        }
        Observation later = round();

        // Then
        assertThat(shortly.traffic()).isEqualTo(new Traffic("10ms", 20L, 0));
        assertThat(later.traffic()).isNull();
        assertThat(later.anomalyMessage()).isNull();
    }

    @Test
    void refusesAModelDescriptionThatIsNone() throws Exception {
        // Given
        pod.say("/model", "{\"digest\":\"<script>\",\"format\":\"Keras\"}");

        // When
        Observation observation = serve(20, 0);

        // Then
        assertThat(observation.model()).isNull();
    }

    @Test
    void forgetsAServiceThatIsGone() throws Exception {
        // Given
        serve(20, 0);

        // When
        services = List.of();

        // Then
        assertThat(rounds.run()).isEmpty();
    }

    @Test
    void reportsAGpuThatFailsWhileTheServiceHoldsIt() throws Exception {
        // Given
        gpu(4096, 0);
        serve(20, 0);

        // When
        gpu(4096, 79);
        Observation observation = serve(20, 0);

        // Then
        assertThat(anomaly(observation).severity()).isEqualTo("Critical");
        assertThat(observation.anomalyMessage()).isEqualTo("GPU error XID 79 on 1 GPU, normally none");
    }

    @Test
    void reportsGpuMemoryThatOnlyGrows() throws Exception {
        // Given
        Observation observation = Observation.NONE;

        // When
        for (int i = 0; i < 80; i++) {
            gpu(4096 + 20 * i, 0);
            observation = serve(20, 0);
        }

        // Then
        assertThat(anomaly(observation).signals()).containsExactly("GpuMemory");
        assertThat(observation.anomalyMessage()).contains("grows by");
    }

    @Test
    void leavesAnExporterThatAnswersTooMuchAlone() throws Exception {
        // Given
        gpu(4096, 0);
        serve(20, 0);

        // When
        exporter.say("/metrics", "# padding\n".repeat(500_000));
        Observation observation = serve(20, 0);

        // Then
        assertThat(observation.anomalyMessage()).isNull();
    }

    private void gpu(int memoryMebibytes, int xid) {
        String labels = "gpu=\"0\",UUID=\"GPU-a\",device=\"nvidia0\",modelName=\"NVIDIA H200\",Hostname=\"node-1\","
                + "container=\"server\",namespace=\"vision\",pod=\"flowers-1\"";
        exporter.say("/metrics", """
                # TYPE DCGM_FI_DEV_FB_USED gauge
                DCGM_FI_DEV_FB_USED{%1$s} %2$d
                DCGM_FI_DEV_XID_ERRORS{%1$s} %3$d
                """.formatted(labels, memoryMebibytes, xid));
    }

    /** Two seconds of traffic, then a round. */
    private Observation serve(double requestsPerSecond, double refusedPerSecond) throws InterruptedException {
        requests += 2 * (requestsPerSecond - refusedPerSecond);
        refused += 2 * refusedPerSecond;
        pod.say("/metrics", """
                # TYPE kerasguard_requests_total counter
                kerasguard_requests_total{protocol="v2",code="200"} %1$s
                kerasguard_requests_total{protocol="v2",code="429"} %2$s
                kerasguard_refused_total{reason="RateLimited"} %2$s
                kerasguard_request_duration_seconds_bucket{protocol="v2",le="0.005"} 0
                kerasguard_request_duration_seconds_bucket{protocol="v2",le="0.01"} %1$s
                kerasguard_request_duration_seconds_bucket{protocol="v2",le="+Inf"} %1$s
                """.formatted(requests, refused));
        return round();
    }

    private Observation round() throws InterruptedException {
        clock.step(Duration.ofSeconds(2));
        return requireNonNull(rounds.run().get(FLOWERS)).observation();
    }

    private static Anomaly anomaly(Observation observation) {
        return requireNonNull(observation.anomaly());
    }

    private static final class SteppedClock extends Clock {

        private Instant now;

        SteppedClock(Instant now) {
            this.now = now;
        }

        void step(Duration step) {
            now = now.plus(step);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException("Only UTC is needed");
        }
    }
}
