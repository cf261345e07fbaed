package dev.kerasguard.server.engine;

import dev.kerasguard.server.tensor.HostTensor;
import java.time.Duration;
import java.util.List;

/** Answers several requests at once. */
public interface BatchEngine {

    /**
     * Runs the model.
     *
     * @param requests for each request its inputs, in the signature's order; more than one only when all their first
     *     dimensions count rows
     * @param timeout after which the run is given up, at the next operation
     * @return the model's outputs in the signature's order; with rows: those of the first request come first
     * @throws org.tensorflow.exceptions.TensorFlowException when the run fails or is given up
     */
    List<HostTensor> run(List<List<HostTensor>> requests, Duration timeout);
}
