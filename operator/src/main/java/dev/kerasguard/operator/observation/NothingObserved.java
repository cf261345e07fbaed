package dev.kerasguard.operator.observation;

import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.BiConsumer;

/** Knows nothing about any service: what holds where nobody measures. */
@DefaultBean
@ApplicationScoped
class NothingObserved implements Observations {

    @Override
    public Observation of(String namespace, String service) {
        return Observation.NONE;
    }

    @Override
    public void onChange(BiConsumer<String, String> listener) {
        // Nothing ever changes.
    }
}
