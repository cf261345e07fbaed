package dev.kerasguard.keras.layers.attention;

import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.Dim;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.activation.SoftmaxLayer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Attention by scaled products of queries and keys, for each head: two products of matrices and a softmax.
 *
 * @param scale what products are multiplied by
 * @param fused whether Keras computes it by its own operation: the softmax in 32 bits at least, and queries that may
 *     look at nothing look at everything; otherwise they give zeros
 */
record HeadAttention(double scale, boolean fused) {

    /** What Keras puts where a mask forbids to look: 0.7 times the least number of bfloat16. */
    private static final double LOW = -0.7 * 3.38953e38;

    /**
     * The outputs.
     *
     * @param output (batch, queries, heads, size of a value)
     * @param scores (batch, heads, queries, keys)
     */
    record Attended(Tensor output, Tensor scores) {}

    /**
     * Adds the operations.
     *
     * @param query (batch, queries, heads, size)
     * @param key (batch, keys, fewer or as many heads, size): neighbouring heads of the query share one
     * @param value (batch, keys, as many heads as the key, size of a value)
     * @param mask broadcasts to (batch, heads, queries, keys); null allows everything
     */
    Attended attend(GraphBuilder graph, Tensor query, Tensor key, Tensor value, @Nullable Tensor mask) {
        long heads = key.size(2);
        long share = query.size(2) / heads;
        Tensor q = rows(graph, scaled(graph, query), heads, share);
        Tensor k = graph.transpose(key, 0, 2, 1, 3);
        Tensor v = graph.transpose(value, 0, 2, 1, 3);
        Tensor products = graph.matmul(q, false, k, true);
        Tensor scores = share == 1 ? products : heads(graph, products, query.size(2));
        Tensor weights = weights(graph, scores, mask, key.dtype());
        Tensor shared = share == 1
                ? weights
                : graph.reshapeLike(weights, products, Dim.same(0), Dim.of(heads), Dim.REST, Dim.same(3));
        Tensor mixed = graph.matmul(shared, v);
        if (share == 1) {
            return new Attended(graph.transpose(mixed, 0, 2, 1, 3), weights);
        }
        Tensor apart = heads(graph, mixed, query.size(2));
        return new Attended(graph.transpose(apart, 0, 2, 1, 3), weights);
    }

    private Tensor scaled(GraphBuilder graph, Tensor query) {
        // Numbers of 16 bits are scaled after the product, where Keras' operation has 32 of them.
        return fused && narrow(query) ? query : graph.multiply(query, scale);
    }

    private static boolean narrow(Tensor x) {
        return x.dtype() == DType.FLOAT16 || x.dtype() == DType.BFLOAT16;
    }

    /** (batch, heads of the key, share * queries, size). */
    private static Tensor rows(GraphBuilder graph, Tensor query, long heads, long share) {
        Tensor turned = graph.transpose(query, 0, 2, 1, 3);
        return share == 1 ? turned : graph.reshape(turned, Dim.same(0), Dim.of(heads), Dim.REST, Dim.same(3));
    }

    /** (batch, heads, queries, rest), of what has fewer heads and more queries. */
    private static Tensor heads(GraphBuilder graph, Tensor x, long heads) {
        return graph.reshape(x, Dim.same(0), Dim.of(heads), Dim.REST, Dim.same(3));
    }

    private Tensor weights(GraphBuilder graph, Tensor products, @Nullable Tensor mask, DType dtype) {
        if (!fused) {
            return new SoftmaxLayer(List.of(-1)).masked(graph, products, mask);
        }
        boolean narrow = narrow(products);
        Tensor scores = narrow ? graph.multiply(graph.cast(products, DType.FLOAT32), scale) : products;
        Tensor low = graph.constant(scores.dtype(), LOW);
        Tensor allowed = mask == null ? scores : graph.where(mask, scores, low);
        return graph.cast(graph.softmax(allowed, -1), dtype);
    }
}
