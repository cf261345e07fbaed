package dev.kerasguard.operator.telemetry;

import dev.kerasguard.anomaly.Verdict;
import dev.kerasguard.operator.observation.Observation;
import dev.kerasguard.operator.telemetry.Targets.RuntimePod;
import dev.kerasguard.operator.telemetry.Targets.Service;
import dev.kerasguard.operator.telemetry.Targets.ServiceName;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** One round: every target is asked at once, then every service is judged. Rounds do not overlap. */
final class Rounds implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Rounds.class);

    private final Targets targets;
    private final Scraper scraper;
    private final Clock clock;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<ServiceName, ServiceState> states = new HashMap<>();

    /**
     * What a round found out about a service.
     *
     * @param verdict the latest, with its score
     */
    record Outcome(Observation observation, Verdict verdict) {}

    Rounds(Targets targets, Scraper scraper, Clock clock) {
        this.targets = targets;
        this.scraper = scraper;
        this.clock = clock;
    }

    /** Runs a round; services that are gone are not in its outcome, and are forgotten. */
    Map<ServiceName, Outcome> run() throws InterruptedException {
        List<Service> services = targets.services();
        states.keySet().retainAll(services.stream().map(Service::name).collect(Collectors.toSet()));
        List<Future<Map<PodName, Map<String, GpuReading>>>> exporters = new ArrayList<>();
        targets.gpuExporters().forEach(address -> exporters.add(threads.submit(() -> scraper.exporter(address))));
        Map<ServiceName, List<Future<PodReading>>> pods = new HashMap<>();
        for (Service service : services) {
            ServiceState state = states.computeIfAbsent(service.name(), _ -> new ServiceState());
            List<Future<PodReading>> asked = new ArrayList<>();
            for (RuntimePod pod : service.pods()) {
                boolean modelToo = !state.knowsModel(pod);
                Callable<PodReading> question = () -> scraper.runtime(pod, modelToo);
                asked.add(threads.submit(question));
            }
            pods.put(service.name(), asked);
        }
        Map<PodName, Map<String, GpuReading>> gpus = new HashMap<>();
        answers(exporters).forEach(gpus::putAll);
        Map<ServiceName, Outcome> outcomes = new HashMap<>();
        for (Service service : services) {
            List<PodReading> readings = answers(pods.getOrDefault(service.name(), List.of()));
            ServiceState state = states.get(service.name());
            if (state != null) {
                // The instant of the answers, not of the questions: rates are per second between answers.
                Instant now = clock.instant();
                Observation observation =
                        state.update(now, service.sensitivity(), readings, held(service.name(), readings, gpus));
                outcomes.put(service.name(), new Outcome(observation, state.verdict()));
            }
        }
        return outcomes;
    }

    @Override
    public void close() {
        threads.shutdownNow();
        scraper.close();
    }

    private static Map<String, GpuReading> held(
            ServiceName service, List<PodReading> readings, Map<PodName, Map<String, GpuReading>> gpus) {
        Map<String, GpuReading> held = new HashMap<>();
        for (PodReading reading : readings) {
            PodName pod = new PodName(service.namespace(), reading.pod().name());
            held.putAll(gpus.getOrDefault(pod, Map.of()));
        }
        return held;
    }

    private static <T> List<T> answers(List<Future<T>> futures) throws InterruptedException {
        List<T> answers = new ArrayList<>();
        for (Future<T> future : futures) {
            try {
                answers.add(future.get());
            } catch (ExecutionException unexpected) {
                LOG.warn("A target could not be read", unexpected.getCause());
            }
        }
        return answers;
    }
}
