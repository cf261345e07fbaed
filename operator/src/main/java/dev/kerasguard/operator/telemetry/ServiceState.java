package dev.kerasguard.operator.telemetry;

import dev.kerasguard.anomaly.Sample;
import dev.kerasguard.anomaly.Sample.Footing;
import dev.kerasguard.anomaly.Sensitivity;
import dev.kerasguard.anomaly.ServiceDetector;
import dev.kerasguard.anomaly.Signal;
import dev.kerasguard.anomaly.Verdict;
import dev.kerasguard.api.v1alpha1.KerasInferenceServiceStatus.LoadedModel;
import dev.kerasguard.operator.observation.Observation;
import dev.kerasguard.operator.telemetry.Targets.RuntimePod;
import dev.kerasguard.operator.telemetry.TrafficWindow.Figures;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is known about one service from round to round. Belongs to the thread that runs the rounds. */
final class ServiceState {

    /** A quantile or a share of fewer requests says little; they are collected over rounds until there are as many. */
    private static final int ENOUGH_REQUESTS = 20;

    private final Map<String, PodState> pods = new HashMap<>();
    private final TrafficWindow window = new TrafficWindow();
    private final PublishedTraffic traffic = new PublishedTraffic();
    private final PublishedAnomaly anomaly = new PublishedAnomaly();
    private final ServiceDetector detector = new ServiceDetector();
    private Counters collected = Counters.NONE;
    private Verdict verdict = Verdict.NORMAL;
    private @Nullable LoadedModel model;
    private Footing footing = new Footing("", 0);

    /** What one pod counted when, and which start of its container told its model. */
    private record PodState(Instant at, Counters counters) {}

    private final Map<String, LoadedModel> models = new HashMap<>();

    /** Whether a pod's model is known, for this start of its container. */
    boolean knowsModel(RuntimePod pod) {
        return models.containsKey(start(pod));
    }

    Verdict verdict() {
        return verdict;
    }

    /**
     * Takes in a round.
     *
     * @param gpus of all the service's pods
     */
    Observation update(Instant now, Sensitivity sensitivity, List<PodReading> readings, Map<String, GpuReading> gpus) {
        learnModel(readings);
        Map<Signal, Double> values = new EnumMap<>(Signal.class);
        traffic(now, readings, values);
        gpus(gpus, values);
        verdict = detector.judge(new Sample(now, footing, values, xids(gpus)), sensitivity);
        anomaly.update(now, verdict, detector.isLearning());
        return new Observation(model, traffic.update(now, window.figures(now)), anomaly.anomaly(), anomaly.message());
    }

    private void learnModel(List<PodReading> readings) {
        models.keySet()
                .retainAll(
                        readings.stream().map(reading -> start(reading.pod())).collect(Collectors.toSet()));
        for (PodReading reading : readings) {
            LoadedModel loaded = reading.model();
            if (loaded != null) {
                models.put(start(reading.pod()), loaded);
            }
        }
        RuntimePod newest = readings.stream()
                .map(PodReading::pod)
                .filter(this::knowsModel)
                .max(Comparator.comparing(RuntimePod::created))
                .orElse(null);
        String ground = footing.model();
        if (newest != null) {
            LoadedModel loaded = models.get(start(newest));
            if (loaded != null) {
                model = loaded;
                ground = loaded.digest() + " " + newest.resources();
            }
        }
        footing = new Footing(ground, readings.size());
    }

    private void traffic(Instant now, List<PodReading> readings, Map<Signal, Double> values) {
        Counters counted = Counters.NONE;
        double requestRate = 0;
        double refusedRate = 0;
        Instant from = null;
        for (PodReading reading : readings) {
            Counters counters = reading.counters();
            if (counters == null) {
                continue;
            }
            PodState before = pods.put(reading.pod().uid(), new PodState(now, counters));
            if (before == null || !before.at().isBefore(now)) {
                continue;
            }
            Counters news = counters.since(before.counters());
            double seconds = Duration.between(before.at(), now).toMillis() / 1e3;
            requestRate += news.requests() / seconds;
            refusedRate += news.refused() / seconds;
            counted = counted.plus(news);
            from = from == null || before.at().isBefore(from) ? before.at() : from;
        }
        pods.keySet()
                .retainAll(readings.stream().map(reading -> reading.pod().uid()).collect(Collectors.toSet()));
        if (from == null) {
            return;
        }
        window.add(from, now, counted);
        values.put(Signal.REQUEST_RATE, requestRate);
        values.put(Signal.REFUSED_RATE, refusedRate);
        collect(counted, values);
    }

    private void collect(Counters counted, Map<Signal, Double> values) {
        collected = collected.plus(counted);
        if (collected.requests() < ENOUGH_REQUESTS) {
            return;
        }
        Figures figures = Figures.of(collected, 1);
        if (figures.errorShare() != null) {
            values.put(Signal.ERROR_SHARE, figures.errorShare());
        }
        if (figures.p99Seconds() != null && collected.durations().total() >= ENOUGH_REQUESTS) {
            values.put(Signal.LATENCY_P99, figures.p99Seconds());
        }
        collected = Counters.NONE;
    }

    private static void gpus(Map<String, GpuReading> gpus, Map<Signal, Double> values) {
        double memory = 0;
        double utilisation = 0;
        int memories = 0;
        int utilisations = 0;
        for (GpuReading gpu : gpus.values()) {
            if (gpu.memoryBytes() != null) {
                memory += gpu.memoryBytes();
                memories++;
            }
            if (gpu.utilisation() != null) {
                utilisation += gpu.utilisation();
                utilisations++;
            }
        }
        // A sum that lacks a GPU would look like a drop and its return like a leak.
        if (memories > 0 && memories == gpus.size()) {
            values.put(Signal.GPU_MEMORY, memory);
        }
        if (utilisations > 0) {
            values.put(Signal.GPU_UTILISATION, utilisation / utilisations);
        }
    }

    private static Map<String, Integer> xids(Map<String, GpuReading> gpus) {
        Map<String, Integer> xids = new HashMap<>();
        gpus.forEach((identity, gpu) -> {
            if (gpu.xid() != null) {
                xids.put(identity, gpu.xid());
            }
        });
        return xids;
    }

    private static String start(RuntimePod pod) {
        return pod.uid() + "/" + pod.restarts();
    }
}
