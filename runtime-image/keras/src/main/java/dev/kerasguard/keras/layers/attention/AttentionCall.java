package dev.kerasguard.keras.layers.attention;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.Arguments;
import dev.kerasguard.keras.layers.LayerScope;
import dev.kerasguard.keras.layers.Value;
import dev.kerasguard.keras.layers.Value.Leaf;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What {@code MultiHeadAttention} and {@code GroupQueryAttention} are called with.
 *
 * @param query what looks, with the mask that it carries
 * @param value what is looked at
 * @param key by what it is found; the value itself when it is not given
 * @param queryMask given by keyword, else what the query carries; null for none
 * @param valueMask given by keyword, else what the value carries; null for none
 * @param keyMask given by keyword, else what a key of its own carries; null for none
 * @param attentionMask which query may look at which key; null for no restriction
 * @param scores whether the weights of the values are an output too
 * @param causal whether a query looks at keys up to its own step only
 */
record AttentionCall(
        Leaf query,
        Leaf value,
        Leaf key,
        @Nullable Tensor queryMask,
        @Nullable Tensor valueMask,
        @Nullable Tensor keyMask,
        @Nullable Tensor attentionMask,
        boolean scores,
        boolean causal) {

    static final Set<String> KEYWORDS = Set.of(
            "query",
            "value",
            "key",
            "query_mask",
            "value_mask",
            "key_mask",
            "attention_mask",
            "return_attention_scores",
            "use_causal_mask");

    static AttentionCall read(LayerScope scope, Arguments arguments) throws ModelRefusedException {
        Leaf query = arguments.leaf(0, "query");
        Leaf value = arguments.leaf(1, "value");
        Leaf key = arguments.leaf(2, "key");
        if (query == null || value == null || arguments.positional().size() > 7) {
            throw scope.invalid("takes a query and a value, and is not called with both");
        }
        return new AttentionCall(
                query,
                value,
                key == null ? value : key,
                given(arguments.leaf(3, "query_mask"), query),
                given(arguments.leaf(4, "value_mask"), value),
                given(arguments.leaf(5, "key_mask"), key),
                given(arguments.leaf(6, "attention_mask"), null),
                flag(scope, arguments, "return_attention_scores"),
                flag(scope, arguments, "use_causal_mask"));
    }

    /**
     * Which query may look at which key.
     *
     * @param queries which of the queries hold data; null when all do
     * @param window how many steps away a key may be at most; 0 for any
     */
    @Nullable Tensor mask(GraphBuilder graph, @Nullable Tensor queries, int window) {
        AttentionMask mask = new AttentionMask(graph)
                .and(attentionMask)
                .queries(queries)
                .keys(valueMask)
                .keys(keyMask);
        if (causal) {
            mask.causal(query.tensor(), 1, value.tensor(), 1);
        }
        if (window > 0) {
            mask.window(query.tensor(), value.tensor(), window);
        }
        return mask.get();
    }

    /** What the layer gives: the output with the query's mask, and the scores where they are asked for. */
    Value result(Tensor output, Tensor weights) {
        Leaf leaf = query.with(output);
        return scores ? new Value.Sequence(List.of(leaf, new Leaf(weights))) : leaf;
    }

    private static @Nullable Tensor given(@Nullable Leaf mask, @Nullable Leaf carrier) {
        return mask != null ? mask.tensor() : carrier == null ? null : carrier.mask();
    }

    static boolean flag(LayerScope scope, Arguments arguments, String name) throws ModelRefusedException {
        JsonNode node = arguments.constant(Integer.MAX_VALUE, name);
        if (node == null) {
            return false;
        }
        if (!node.isBoolean()) {
            throw scope.invalid("is called with a \"" + name + "\" that is neither true nor false");
        }
        return node.booleanValue();
    }
}
