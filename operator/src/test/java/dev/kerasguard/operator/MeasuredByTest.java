package dev.kerasguard.operator;

import dev.kerasguard.operator.observation.Observation;
import dev.kerasguard.operator.observation.Observations;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/** Observations that a test decides. */
final class MeasuredByTest implements Observations {

    private final Map<String, Observation> observations = new ConcurrentHashMap<>();
    private final List<BiConsumer<String, String>> listeners = new CopyOnWriteArrayList<>();

    @Override
    public Observation of(String namespace, String service) {
        return observations.getOrDefault(namespace + "/" + service, Observation.NONE);
    }

    @Override
    public void onChange(BiConsumer<String, String> listener) {
        listeners.add(listener);
    }

    void observe(String namespace, String service, Observation observation) {
        observations.put(namespace + "/" + service, observation);
        tell(namespace, service);
    }

    /** Tells the listeners, whether or not anything has changed. */
    void tell(String namespace, String service) {
        listeners.forEach(listener -> listener.accept(namespace, service));
    }
}
