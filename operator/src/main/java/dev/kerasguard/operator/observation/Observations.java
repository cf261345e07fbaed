package dev.kerasguard.operator.observation;

import java.util.function.BiConsumer;

/** The latest observation of each service. */
public interface Observations {

    /** What is known about a service; {@link Observation#NONE} when nothing is. Never blocks. */
    Observation of(String namespace, String service);

    /**
     * Has the listener called with namespace and name of each service whose observation changed. The listener returns
     * at once.
     */
    void onChange(BiConsumer<String, String> listener);
}
