package dev.kerasguard.anomaly;

import dev.kerasguard.anomaly.Sample.Footing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Says whether a service behaves as it normally does. It learns from the samples that it judges normal; time is what
 * the samples say. Not safe for concurrent use.
 */
public final class ServiceDetector {

    private final Map<Signal, SignalWatch> watches = new EnumMap<>(Signal.class);
    private final XidWatch xids;
    private @Nullable Instant lastAt;
    private @Nullable Footing footing;
    private Verdict verdict = Verdict.NORMAL;

    /** A detector that knows nothing yet. */
    public ServiceDetector() {
        this(Tuning.DEFAULT);
    }

    ServiceDetector(Tuning tuning) {
        xids = new XidWatch(tuning);
        for (Signal signal : Signal.values()) {
            if (signal != Signal.GPU_XID) {
                watches.put(signal, new SignalWatch(signal, tuning));
            }
        }
    }

    /**
     * Takes in a sample and judges it. A sample that is not younger than the last one changes nothing.
     *
     * @param sensitivity how easily a deviation becomes an anomaly; may change between samples
     */
    public Verdict judge(Sample sample, Sensitivity sensitivity) {
        if (lastAt != null && !sample.at().isAfter(lastAt)) {
            return verdict;
        }
        lastAt = sample.at();
        moveTo(sample.footing());
        xids.add(sample.at(), sample.xids());
        watches.forEach((signal, watch) -> {
            Double value = sample.values().get(signal);
            if (value == null || !Double.isFinite(value) || value < 0) {
                watch.missing(sample.at());
            } else {
                watch.add(sample.at(), value, sensitivity);
            }
        });
        verdict = Verdict.of(deviations(sensitivity), xids.fatal(), score());
        return verdict;
    }

    /**
     * Whether it is still learned what is normal, so that a verdict of nothing unusual says nothing. A signal that is
     * seldom measured, such as a quantile that takes many requests, is not waited for.
     */
    public boolean isLearning() {
        List<SignalWatch> measured =
                watches.values().stream().filter(SignalWatch::oftenMeasured).toList();
        return measured.isEmpty() || !measured.stream().allMatch(SignalWatch::judges);
    }

    /**
     * Starts anew what depends on the ground that changed: everything for another model, what is measured per replica
     * for another number of replicas. What is raised stays raised then, or scaling out under attack would make the
     * attack the new normal.
     */
    private void moveTo(Footing now) {
        Footing before = footing;
        footing = now;
        if (before == null || before.equals(now)) {
            return;
        }
        boolean sameModel = before.model().equals(now.model());
        watches.forEach((signal, watch) -> {
            if (!sameModel || (signal.perReplica() && !watch.raised())) {
                watch.startAnew();
            }
        });
    }

    private List<Deviation> deviations(Sensitivity sensitivity) {
        List<Deviation> deviations = new ArrayList<>();
        for (SignalWatch watch : watches.values()) {
            Deviation deviation = watch.deviation(sensitivity);
            if (deviation != null) {
                deviations.add(deviation);
            }
        }
        Deviation xid = xids.deviation();
        if (xid != null) {
            deviations.add(xid);
        }
        return deviations;
    }

    private double score() {
        double score = xids.deviation() == null ? 0 : 1;
        for (SignalWatch watch : watches.values()) {
            score = Math.max(score, watch.score());
        }
        return score;
    }
}
