package dev.kerasguard.server.lifecycle;

import dev.kerasguard.keras.ServableModel;
import dev.kerasguard.server.http.Exchange;
import dev.kerasguard.server.http.ModelRoutes;
import dev.kerasguard.server.protocol.ModelCard;
import java.time.Duration;

/**
 * A model that answers.
 *
 * @param path for the service's requests
 * @param model its graph and session
 */
record ServedModel(ServingPath path, ServableModel model) implements ModelRoutes, AutoCloseable {

    @Override
    public ModelCard card() {
        return path.card();
    }

    @Override
    public void infer(Exchange exchange) {
        path.infer(exchange);
    }

    /** How long the current run has taken; zero when there is none. */
    Duration busyFor() {
        return path.scheduler().busyFor();
    }

    @Override
    public void close() {
        path.close();
        model.close();
    }
}
