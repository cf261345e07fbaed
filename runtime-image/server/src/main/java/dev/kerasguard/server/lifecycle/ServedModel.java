package dev.kerasguard.server.lifecycle;

import dev.kerasguard.keras.ServableModel;
import dev.kerasguard.server.InferencePipeline;
import dev.kerasguard.server.http.Exchange;
import dev.kerasguard.server.http.ModelRoutes;
import dev.kerasguard.server.protocol.ModelCard;
import dev.kerasguard.server.schedule.Scheduler;

/**
 * A model that answers.
 *
 * @param card what is said about it
 * @param pipeline what requests go through
 * @param scheduler where they wait
 * @param model its graph and session
 */
record ServedModel(ModelCard card, InferencePipeline pipeline, Scheduler scheduler, ServableModel model)
        implements ModelRoutes, AutoCloseable {

    @Override
    public void infer(Exchange exchange) {
        pipeline.infer(exchange);
    }

    @Override
    public void close() {
        scheduler.close();
        model.close();
    }
}
