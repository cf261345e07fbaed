package dev.kerasguard.keras;

import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Session;

/**
 * A model that can answer: a graph, a session with its weights, and the signature that clients see. Whoever loaded it
 * closes it.
 *
 * @param format what the file was found to be; never AUTO
 * @param parameters number of weights
 * @param inputs the signature's inputs, in order
 * @param outputs the signature's outputs, in order
 * @param graph owns the operations that the specs name
 * @param session runs the graph; safe for concurrent runs
 */
public record ServableModel(
        ModelFormat format,
        long parameters,
        List<TensorSpec> inputs,
        List<TensorSpec> outputs,
        Graph graph,
        Session session)
        implements AutoCloseable {
    public ServableModel {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    @Override
    public void close() {
        session.close();
        graph.close();
    }
}
