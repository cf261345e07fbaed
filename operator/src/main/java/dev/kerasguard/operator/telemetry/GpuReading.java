package dev.kerasguard.operator.telemetry;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the DCGM exporter says about one GPU, or one slice of it, that a pod holds.
 *
 * @param memoryBytes framebuffer used; null: missing
 * @param utilisation share of time that it computed, 0 to 1; null: missing
 * @param xid the last error code; null: missing
 */
record GpuReading(
        @Nullable Double memoryBytes,
        @Nullable Double utilisation,
        @Nullable Integer xid) {

    static final Set<String> METRICS = Set.of(
            "DCGM_FI_DEV_FB_USED", "DCGM_FI_DEV_GPU_UTIL", "DCGM_FI_PROF_GR_ENGINE_ACTIVE", "DCGM_FI_DEV_XID_ERRORS");

    private static final GpuReading MISSING = new GpuReading(null, null, null);
    private static final int MOST_GPUS_OF_A_POD = 64;
    private static final double MEBIBYTE = 1L << 20;

    /**
     * Every pod's GPUs by the GPU's identity. Of a sample that occurs twice the last holds; one without a pod belongs
     * to nobody and is left out.
     */
    static Map<PodName, Map<String, GpuReading>> of(List<Metric> metrics) {
        Map<PodName, Map<String, GpuReading>> pods = new HashMap<>();
        for (Metric metric : metrics) {
            PodName pod = new PodName(workload(metric, "namespace"), workload(metric, "pod"));
            if (pod.name().isEmpty() || pod.namespace().isEmpty() || blank(metric.value())) {
                continue;
            }
            Map<String, GpuReading> gpus = pods.computeIfAbsent(pod, _ -> new HashMap<>());
            String gpu = identity(metric);
            if (gpus.size() < MOST_GPUS_OF_A_POD || gpus.containsKey(gpu)) {
                gpus.merge(gpu, MISSING.with(metric), (before, _) -> before.with(metric));
            }
        }
        return pods;
    }

    private GpuReading with(Metric metric) {
        double value = metric.value();
        return switch (metric.name()) {
            case "DCGM_FI_DEV_FB_USED" -> new GpuReading(value * MEBIBYTE, utilisation, xid);
            case "DCGM_FI_PROF_GR_ENGINE_ACTIVE" -> new GpuReading(memoryBytes, Math.min(1, value), xid);
            // A slice has no utilisation of its own; where both are given, the engine's is the finer one.
            case "DCGM_FI_DEV_GPU_UTIL" ->
                utilisation == null ? new GpuReading(memoryBytes, Math.min(1, value / 100), xid) : this;
            case "DCGM_FI_DEV_XID_ERRORS" ->
                new GpuReading(memoryBytes, utilisation, (int) Math.min(value, Integer.MAX_VALUE));
            default -> this;
        };
    }

    /** A scrape through Prometheus renames the workload's labels, and the plain ones are the exporter's own then. */
    private static String workload(Metric metric, String label) {
        String exported = metric.label("exported_" + label);
        return exported.isEmpty() ? metric.label(label) : exported;
    }

    private static String identity(Metric metric) {
        String gpu = metric.label("UUID").isEmpty() ? metric.label("gpu") : metric.label("UUID");
        String slice = metric.label("GPU_I_ID");
        return slice.isEmpty() ? gpu : gpu + "/" + slice;
    }

    /** DCGM's blank values (dcgm_structs.h), of 32 bits, 64 bits and floating point, and what no GPU can say. */
    private static boolean blank(double value) {
        return !(value >= 0)
                || value >= 0x7ffffffffffffff0L
                || (value >= 0x7ffffff0 && value <= 0x7ffffff3)
                || (value >= 140_737_488_355_328.0 && value <= 140_737_488_355_331.0);
    }
}
