package dev.kerasguard.operator.telemetry;

import dev.kerasguard.api.v1alpha1.KerasInferenceServiceStatus.LoadedModel;
import dev.kerasguard.operator.telemetry.Targets.RuntimePod;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Asks pods for what they measured, a bounded number of them at a time. A pod that does not answer is missing. */
final class Scraper implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Scraper.class);
    private static final Duration DEADLINE = Duration.ofSeconds(2);
    private static final int RUNTIME_CAP = 1 << 20;
    private static final int EXPORTER_CAP = 4 << 20;
    private static final int MODEL_CAP = 256 << 10;
    private static final int AT_A_TIME = 16;

    private final MetricsClient client = new MetricsClient(DEADLINE);
    private final LoadedModels models = new LoadedModels();
    private final Semaphore permits = new Semaphore(AT_A_TIME);
    private final int runtimePort;
    private final int exporterPort;

    Scraper(int runtimePort, int exporterPort) {
        this.runtimePort = runtimePort;
        this.exporterPort = exporterPort;
    }

    /**
     * Asks a runtime pod.
     *
     * @param modelToo whether to ask what it loaded
     */
    PodReading runtime(RuntimePod pod, boolean modelToo) throws InterruptedException {
        byte[] metrics = get(pod.address(), runtimePort, "/metrics", RUNTIME_CAP);
        if (metrics == null) {
            return new PodReading(pod, null, null);
        }
        Counters counters = Counters.of(MetricsText.read(metrics, Counters.METRICS));
        return new PodReading(pod, counters, modelToo ? model(pod) : null);
    }

    /** Asks a GPU exporter; empty when it does not answer. */
    Map<PodName, Map<String, GpuReading>> exporter(InetAddress address) throws InterruptedException {
        byte[] metrics = get(address, exporterPort, "/metrics", EXPORTER_CAP);
        List<Metric> samples = metrics == null ? List.of() : MetricsText.read(metrics, GpuReading.METRICS);
        return GpuReading.of(samples);
    }

    @Override
    public void close() {
        client.close();
    }

    private @Nullable LoadedModel model(RuntimePod pod) throws InterruptedException {
        byte[] body = get(pod.address(), runtimePort, "/model", MODEL_CAP);
        if (body == null) {
            return null;
        }
        try {
            return models.read(body);
        } catch (IOException malformed) {
            LOG.debugf("Pod %s: %s", pod.name(), malformed.getMessage());
            return null;
        }
    }

    private byte @Nullable [] get(InetAddress address, int port, String path, int cap) throws InterruptedException {
        String host = address instanceof Inet6Address ? "[" + address.getHostAddress() + "]" : address.getHostAddress();
        URI uri = URI.create("http://" + host + ":" + port + path);
        permits.acquire();
        try {
            return client.get(uri, cap);
        } catch (IOException failed) {
            LOG.debugf("No answer from %s: %s", uri, failed.getMessage());
            return null;
        } finally {
            permits.release();
        }
    }
}
