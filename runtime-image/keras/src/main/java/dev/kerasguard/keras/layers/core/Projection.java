package dev.kerasguard.keras.layers.core;

import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.Dim;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.activation.Activation;
import dev.kerasguard.keras.layers.activation.ActivationFunction;
import org.jspecify.annotations.Nullable;

/** The product of a tensor's last dimension and a matrix, as one product of two matrices whatever the tensor's rank. */
final class Projection {

    private Projection() {}

    /**
     * Adds the operations.
     *
     * @param kernel (in, out)
     * @param bias (out), added to each row; null for none
     * @param activation what happens to the sum
     */
    static Tensor apply(GraphBuilder graph, Tensor x, Tensor kernel, @Nullable Tensor bias, Activation activation) {
        if (x.rank() == 2) {
            return activation.apply(graph, sum(graph, x, kernel, bias));
        }
        Tensor rows = graph.reshape(x, Dim.REST, Dim.of(kernel.size(0)));
        // A function needs no more than a row, and next to the product an engine can fuse it.
        boolean early = activation instanceof ActivationFunction;
        Tensor flat = sum(graph, rows, kernel, bias);
        Tensor active = early ? activation.apply(graph, flat) : flat;
        Dim[] dims = new Dim[x.rank()];
        for (int i = 0; i < dims.length - 1; i++) {
            dims[i] = Dim.same(i);
        }
        dims[dims.length - 1] = Dim.of(active.size(1));
        Tensor shaped = graph.reshapeLike(active, x, dims);
        return early ? shaped : activation.apply(graph, shaped);
    }

    /** The product alone; see {@link #apply(GraphBuilder, Tensor, Tensor, Tensor, Activation)}. */
    static Tensor apply(GraphBuilder graph, Tensor x, Tensor kernel) {
        return apply(graph, x, kernel, null, ActivationFunction.LINEAR);
    }

    private static Tensor sum(GraphBuilder graph, Tensor rows, Tensor kernel, @Nullable Tensor bias) {
        Tensor product = graph.matmul(rows, kernel);
        return bias == null ? product : graph.biasAdd(product, bias);
    }

    /** The product of whole numbers of few bits, added up in 32 bits where the layer computes in fewer. */
    static Tensor exact(GraphBuilder graph, Tensor x, Tensor kernel) {
        DType wide = x.dtype() == DType.FLOAT64 ? DType.FLOAT64 : DType.FLOAT32;
        return graph.cast(apply(graph, graph.cast(x, wide), graph.cast(kernel, wide)), x.dtype());
    }
}
