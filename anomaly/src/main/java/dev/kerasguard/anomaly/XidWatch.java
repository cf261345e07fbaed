package dev.kerasguard.anomaly;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Watches the GPUs' error codes. The exporter repeats the last code for ever, so the event is the change; an alarm
 * stays as long as the code does, until it is accepted. A code that was there before anyone watched is news only when
 * the GPU does not recover from it.
 */
final class XidWatch {

    /**
     * Codes after which the GPU needs a reset or a replacement: uncorrectable memory errors, a dead page of memory that
     * could not be remapped, broken NVLink, and a GPU that fell off the bus (NVIDIA's XID catalogue).
     */
    private static final Set<Integer> FATAL = Set.of(48, 62, 64, 74, 79, 95, 119, 120, 140);

    private final Tuning tuning;
    private final Map<String, Gpu> gpus = new HashMap<>();

    /**
     * What is known about a GPU.
     *
     * @param code its last code
     * @param seen when that was said last
     * @param since when the code became news; null: it is none
     */
    private record Gpu(int code, Instant seen, @Nullable Instant since) {}

    XidWatch(Tuning tuning) {
        this.tuning = tuning;
    }

    void add(Instant at, Map<String, Integer> xids) {
        xids.forEach((gpu, code) -> gpus.put(gpu, next(gpus.get(gpu), code, at)));
        gpus.values().removeIf(gpu -> gpu.seen().plus(tuning.forgetAfter()).isBefore(at));
    }

    private Gpu next(@Nullable Gpu before, int code, Instant at) {
        boolean news = before == null ? FATAL.contains(code) : before.code() != code;
        Instant since = news ? at : before == null ? null : before.since();
        boolean over =
                code == 0 || (since != null && since.plus(tuning.acceptAfter()).isBefore(at));
        return new Gpu(code, at, over ? null : since);
    }

    boolean fatal() {
        return gpus.values().stream().anyMatch(gpu -> gpu.since() != null && FATAL.contains(gpu.code()));
    }

    @Nullable Deviation deviation() {
        Set<Integer> codes = new TreeSet<>();
        Instant first = null;
        int many = 0;
        for (Gpu gpu : gpus.values()) {
            Instant since = gpu.since();
            if (since != null) {
                many++;
                codes.add(gpu.code());
                first = first == null || since.isBefore(first) ? since : first;
            }
        }
        if (first == null) {
            return null;
        }
        String list = String.join(", ", codes.stream().map(String::valueOf).toList());
        return new Deviation(
                Signal.GPU_XID,
                codes.iterator().next(),
                0,
                0,
                first,
                "%s %s on %d GPU%s, normally none".formatted(Signal.GPU_XID.words(), list, many, many == 1 ? "" : "s"));
    }
}
