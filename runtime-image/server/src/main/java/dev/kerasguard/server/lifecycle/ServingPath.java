package dev.kerasguard.server.lifecycle;

import dev.kerasguard.server.InferencePipeline;
import dev.kerasguard.server.http.Exchange;
import dev.kerasguard.server.http.ModelRoutes;
import dev.kerasguard.server.protocol.ModelCard;
import dev.kerasguard.server.schedule.Scheduler;

/**
 * A way for requests to a model.
 *
 * @param card what is said about the model
 * @param pipeline what requests go through
 * @param scheduler where they wait
 */
record ServingPath(ModelCard card, InferencePipeline pipeline, Scheduler scheduler)
        implements ModelRoutes, AutoCloseable {

    @Override
    public void infer(Exchange exchange) {
        pipeline.infer(exchange);
    }

    /** Finishes what waits; the model stays. */
    @Override
    public void close() {
        scheduler.close();
    }
}
