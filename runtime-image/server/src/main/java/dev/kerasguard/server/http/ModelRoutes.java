package dev.kerasguard.server.http;

import dev.kerasguard.server.protocol.ModelCard;

/** The model that routes lead to. */
public interface ModelRoutes {

    /** What is said about it. */
    ModelCard card();

    /** Answers a request for a prediction. */
    void infer(Exchange exchange);
}
