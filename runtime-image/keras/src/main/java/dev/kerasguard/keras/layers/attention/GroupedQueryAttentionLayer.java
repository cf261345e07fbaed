package dev.kerasguard.keras.layers.attention;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.Arguments;
import dev.kerasguard.keras.layers.LayerBuilder;
import dev.kerasguard.keras.layers.LayerScope;
import dev.kerasguard.keras.layers.Value;
import java.util.List;
import java.util.Set;

/**
 * {@code GroupQueryAttention}: several heads of queries share one of keys and values. Weights: those of the projections
 * of query, key, gate, value and output.
 *
 * @param window how near a key must be; 0 for no bound
 */
record GroupedQueryAttentionLayer(
        int size,
        int queryHeads,
        int keyHeads,
        int window,
        boolean gated,
        boolean dropout,
        AttentionProjections projections)
        implements LayerBuilder {

    static GroupedQueryAttentionLayer read(Settings settings) throws ModelRefusedException {
        int queryHeads = settings.integer("num_query_heads", 1);
        int keyHeads = settings.integer("num_key_value_heads", 1);
        if (queryHeads % keyHeads != 0) {
            throw settings.invalid("num_query_heads", "must be a multiple of \"num_key_value_heads\"");
        }
        return new GroupedQueryAttentionLayer(
                settings.integer("head_dim", 1),
                queryHeads,
                keyHeads,
                settings.has("sliding_window") ? settings.integer("sliding_window", 1) : 0,
                settings.bool("use_gate", false),
                settings.real("dropout", 0) > 0,
                AttentionProjections.read(settings, false));
    }

    @Override
    public Set<String> keywords() {
        return AttentionCall.KEYWORDS;
    }

    @Override
    public Value call(LayerScope scope, Arguments arguments) throws ModelRefusedException {
        AttentionCall call = AttentionCall.read(scope, arguments);
        Tensor query = call.query().tensor();
        Tensor value = call.value().tensor();
        scope.requireRank(query, 3, "batch, queries, channels");
        scope.requireRank(value, 3, "batch, keys, channels");
        scope.requireRank(call.key().tensor(), 3, "batch, keys, channels");
        GraphBuilder graph = scope.graph();
        Tensor mask = call.mask(graph, call.queryMask(), window);
        List<Long> shape = List.of((long) queryHeads, (long) size);
        List<Long> shared = List.of((long) keyHeads, (long) size);
        Tensor q = projections.apply(scope, AttentionProjections.Role.QUERY, query, 1, shape);
        Tensor k = projections.apply(
                scope, AttentionProjections.Role.KEY, call.key().tensor(), 1, shared);
        Tensor gate = gated ? projections.apply(scope, AttentionProjections.Role.GATE, query, 1, shape) : null;
        Tensor v = projections.apply(scope, AttentionProjections.Role.VALUE, value, 1, shared);
        HeadAttention attention = new HeadAttention(1 / Math.sqrt(size), !dropout && !call.scores());
        Tensor forHeads = MultiHeadAttentionLayer.expanded(graph, mask, 4, 1);
        HeadAttention.Attended attended = attention.attend(graph, q, k, v, forHeads);
        Tensor mixed = gate == null ? attended.output() : graph.multiply(attended.output(), gate);
        List<Long> out = List.of(scope.size(query, -1));
        Tensor output = projections.apply(scope, AttentionProjections.Role.OUTPUT, mixed, 2, out);
        return call.result(output, attended.scores());
    }
}
