package dev.kerasguard.server.lifecycle;

import dev.kerasguard.runtime.config.RuntimeConfig;
import dev.kerasguard.server.InferencePipeline;
import dev.kerasguard.server.admission.Admission;
import dev.kerasguard.server.admission.BodyBudget;
import dev.kerasguard.server.engine.BatchEngine;
import dev.kerasguard.server.http.BodyReader;
import dev.kerasguard.server.http.Traffic;
import dev.kerasguard.server.metrics.ServerMetrics;
import dev.kerasguard.server.protocol.ModelCard;
import dev.kerasguard.server.protocol.V1Decoder;
import dev.kerasguard.server.protocol.V2Decoder;
import dev.kerasguard.server.schedule.Scheduler;
import dev.kerasguard.server.validation.InputValidation;
import io.github.bucket4j.TimeMeter;

/**
 * A model that runs, to which no request leads yet.
 *
 * @param config of the service
 * @param card what is said about the model
 * @param validation of its inputs
 * @param engine that runs it
 * @param plan how requests share runs
 */
record LoadedModel(
        RuntimeConfig config, ModelCard card, InputValidation validation, BatchEngine engine, Scheduler.Plan plan) {

    /** Opens a path to the model, with a queue, limits and a share of memory of its own. */
    ServingPath open(Traffic traffic, ServerMetrics metrics) {
        Scheduler scheduler = new Scheduler(plan, engine, metrics);
        Admission admission = new Admission(config, TimeMeter.SYSTEM_NANOTIME, new Admission.Gate() {
            @Override
            public void requireServing() {
                traffic.requireServing();
            }

            @Override
            public void requireCapacity() {
                scheduler.requireCapacity();
            }
        });
        long bodies = Math.max(
                2 * config.serving().maxPayloadBytes(), Runtime.getRuntime().maxMemory() / 3);
        InferencePipeline pipeline = new InferencePipeline(
                admission,
                new BodyReader(admission, new BodyBudget(bodies)),
                new V1Decoder(card.signature()),
                new V2Decoder(card.signature(), card.name(), card.version()),
                validation,
                scheduler);
        return new ServingPath(card, pipeline, scheduler);
    }
}
