package dev.kerasguard.operator.telemetry;

import dev.kerasguard.anomaly.Severity;
import dev.kerasguard.anomaly.Verdict;
import dev.kerasguard.operator.telemetry.Targets.ServiceName;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/** {@code kerasguard_anomaly_active} and {@code kerasguard_anomaly_score} of each service there is. */
final class AnomalyGauges {

    private final MeterRegistry registry;
    private final Map<ServiceName, Exported> services = new HashMap<>();

    AnomalyGauges(MeterRegistry registry) {
        this.registry = registry;
    }

    void show(ServiceName service, Verdict verdict) {
        services.computeIfAbsent(service, name -> new Exported(registry, name)).verdict = verdict;
    }

    /** Takes the series of all other services away. */
    void retain(Set<ServiceName> present) {
        services.entrySet().removeIf(entry -> {
            boolean gone = !present.contains(entry.getKey());
            if (gone) {
                entry.getValue().gauges.forEach(registry::remove);
            }
            return gone;
        });
    }

    private static final class Exported {

        private final List<Gauge> gauges;
        private volatile Verdict verdict = Verdict.NORMAL;

        Exported(MeterRegistry registry, ServiceName service) {
            Tags tags = Tags.of("namespace", service.namespace(), "service", service.name());
            gauges = List.of(
                    gauge(
                            "kerasguard.anomaly.active",
                            "1 while the service has an anomaly",
                            tags,
                            registry,
                            exported -> {
                                return exported.verdict.severity() == Severity.NONE ? 0 : 1;
                            }),
                    gauge(
                            "kerasguard.anomaly.score",
                            "How far the latest sample is on the way to an anomaly; from 1 it is outside the normal range",
                            tags,
                            registry,
                            exported -> exported.verdict.score()));
        }

        private Gauge gauge(
                String name, String description, Tags tags, MeterRegistry registry, ToDoubleFunction<Exported> value) {
            return Gauge.builder(name, this, value)
                    .description(description)
                    .tags(tags)
                    .register(registry);
        }
    }
}
