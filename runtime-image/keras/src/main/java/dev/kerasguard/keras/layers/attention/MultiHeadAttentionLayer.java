package dev.kerasguard.keras.layers.attention;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.Arguments;
import dev.kerasguard.keras.layers.LayerBuilder;
import dev.kerasguard.keras.layers.LayerScope;
import dev.kerasguard.keras.layers.Value;
import dev.kerasguard.keras.layers.activation.SoftmaxLayer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * {@code MultiHeadAttention}. Weights: those of the projections of query, key, gate, value and output, under
 * {@code query_dense} and so on.
 *
 * @param keySize size of a head's keys
 * @param valueSize size of a head's values
 * @param outputShape what takes the place of the query's last dimension; empty: as large as it
 * @param axes the dimensions that are steps; empty: all between the batch and the last
 * @param window how near a key must be; 0 for no bound
 */
record MultiHeadAttentionLayer(
        int heads,
        int keySize,
        int valueSize,
        List<Long> outputShape,
        List<Integer> axes,
        int window,
        boolean gated,
        boolean dropout,
        AttentionProjections projections)
        implements LayerBuilder {

    static MultiHeadAttentionLayer read(Settings settings) throws ModelRefusedException {
        int keySize = settings.integer("key_dim", 1);
        List<Integer> output = settings.has("output_shape") ? settings.integers("output_shape", 1) : List.of();
        List<Integer> axes = settings.has("attention_axes") ? settings.integers("attention_axes", -8) : List.of();
        if (output.size() > 8 || axes.size() > 8) {
            throw settings.invalid(output.size() > 8 ? "output_shape" : "attention_axes", "has more than 8 values");
        }
        return new MultiHeadAttentionLayer(
                settings.integer("num_heads", 1),
                keySize,
                settings.integer("value_dim", 1, keySize),
                output.stream().map(Integer::longValue).toList(),
                axes,
                settings.has("sliding_window") ? settings.integer("sliding_window", 1) : 0,
                settings.bool("use_gate", false),
                settings.real("dropout", 0) > 0,
                AttentionProjections.read(settings, true));
    }

    @Override
    public Set<String> keywords() {
        return AttentionCall.KEYWORDS;
    }

    @Override
    public boolean endsMasks() {
        return true;
    }

    @Override
    public Value call(LayerScope scope, Arguments arguments) throws ModelRefusedException {
        AttentionCall call = AttentionCall.read(scope, arguments);
        Tensor query = call.query().tensor();
        Tensor value = call.value().tensor();
        if (query.rank() < 3
                || value.rank() != query.rank()
                || call.key().tensor().rank() != query.rank()) {
            throw scope.invalid("takes a query, a value and a key of the same 3 dimensions or more");
        }
        GraphBuilder graph = scope.graph();
        // Of a query's mask, Keras only heeds the one that the query itself carries.
        Tensor mask = call.mask(graph, call.query().mask(), window);
        List<Long> keyShape = List.of((long) heads, (long) keySize);
        List<Long> valueShape = List.of((long) heads, (long) valueSize);
        Tensor q = projections.apply(scope, AttentionProjections.Role.QUERY, query, 1, keyShape);
        Tensor k = projections.apply(
                scope, AttentionProjections.Role.KEY, call.key().tensor(), 1, keyShape);
        Tensor gate = gated ? projections.apply(scope, AttentionProjections.Role.GATE, query, 1, valueShape) : null;
        Tensor v = projections.apply(scope, AttentionProjections.Role.VALUE, value, 1, valueShape);
        HeadAttention.Attended attended = attend(scope, call, q, k, v, mask);
        Tensor mixed = gate == null ? attended.output() : graph.multiply(attended.output(), gate);
        List<Long> shape = outputShape.isEmpty() ? List.of(scope.size(query, -1)) : outputShape;
        Tensor output = projections.apply(scope, AttentionProjections.Role.OUTPUT, mixed, 2, shape);
        return call.result(output, attended.scores());
    }

    private HeadAttention.Attended attend(
            LayerScope scope, AttentionCall call, Tensor query, Tensor key, Tensor value, @Nullable Tensor mask)
            throws ModelRefusedException {
        GraphBuilder graph = scope.graph();
        double scale = 1 / Math.sqrt(keySize);
        List<Integer> steps =
                axes.isEmpty() ? IntStream.range(1, query.rank() - 2).boxed().toList() : front(scope, query.rank());
        boolean fused = query.rank() == 4 && !dropout && !call.scores();
        if (query.rank() == 4 && steps.equals(List.of(1))) {
            return new HeadAttention(scale, fused).attend(graph, query, key, value, expanded(graph, mask, 4, 1));
        }
        if (fused) {
            throw scope.invalid("attends over dimensions " + axes + " of " + (query.rank() - 1));
        }
        AttentionEquations equations = AttentionEquations.of(query.rank(), steps);
        Tensor products = graph.einsum(equations.scores(), key, graph.multiply(query, scale));
        List<Integer> last =
                IntStream.rangeClosed(1, steps.size()).map(i -> -i).boxed().toList();
        Tensor scores =
                new SoftmaxLayer(last).masked(graph, products, expanded(graph, mask, products.rank(), steps.size()));
        return new HeadAttention.Attended(graph.einsum(equations.output(), scores, value), scores);
    }

    /** The dimensions that are steps, counted from the front; in the projections the heads come after them. */
    private List<Integer> front(LayerScope scope, int rank) throws ModelRefusedException {
        List<Integer> front = new ArrayList<>();
        for (int axis : axes) {
            int index = axis < 0 ? axis + rank - 1 : axis;
            if (index < 1 || index >= rank - 1 || front.contains(index)) {
                throw scope.invalid("attends over dimension " + axis + " of " + (rank - 1));
            }
            front.add(index);
        }
        return front;
    }

    /** A mask for all heads: new dimensions before those of queries and keys. */
    static @Nullable Tensor expanded(GraphBuilder graph, @Nullable Tensor mask, int rank, int steps) {
        Tensor expanded = mask;
        while (expanded != null && expanded.rank() < rank) {
            expanded = graph.expandDims(expanded, Math.max(expanded.rank() - 2 * steps, 0));
        }
        return expanded;
    }
}
