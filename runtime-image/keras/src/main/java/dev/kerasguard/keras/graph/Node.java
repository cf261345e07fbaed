package dev.kerasguard.keras.graph;

import java.util.List;

/** One operation of a graph; equal to itself only. */
public final class Node {

    private final int id;
    private final String layer;
    private final Op op;
    private final List<Tensor> inputs;
    private final List<TensorType> outputs;

    Node(int id, String layer, Op op, List<Tensor> inputs, List<TensorType> outputs) {
        this.id = id;
        this.layer = layer;
        this.op = op;
        this.inputs = List.copyOf(inputs);
        this.outputs = List.copyOf(outputs);
    }

    /** Position in its graph; larger than that of each node whose output it takes. */
    public int id() {
        return id;
    }

    /** The layer that added it; empty when none did. */
    public String layer() {
        return layer;
    }

    /** What it does. */
    public Op op() {
        return op;
    }

    /** What it takes. */
    public List<Tensor> inputs() {
        return inputs;
    }

    /** The types of what it gives. */
    public List<TensorType> outputs() {
        return outputs;
    }

    /** Its first output. */
    public Tensor output() {
        return new Tensor(this, 0);
    }

    @Override
    public String toString() {
        return id + " " + op + " of " + inputs + " in " + layer;
    }
}
