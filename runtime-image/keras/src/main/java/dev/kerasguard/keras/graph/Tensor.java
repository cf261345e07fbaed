package dev.kerasguard.keras.graph;

/**
 * What an operation of a graph gives.
 *
 * @param node the operation
 * @param index which of its outputs
 */
public record Tensor(Node node, int index) {

    /** Element type and shape. */
    public TensorType type() {
        return node.outputs().get(index);
    }

    /** The element type. */
    public DType dtype() {
        return type().dtype();
    }

    /** The shape. */
    public Shape shape() {
        return type().shape();
    }

    /** Number of dimensions. */
    public int rank() {
        return shape().rank();
    }

    /** The size of a dimension, from the front, or from the end where negative. */
    public long size(int axis) {
        return shape().size(axis);
    }

    @Override
    public String toString() {
        return node.id() + ":" + index + " " + type().dtype().keras() + shape();
    }
}
