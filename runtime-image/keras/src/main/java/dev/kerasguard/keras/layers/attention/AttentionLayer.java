package dev.kerasguard.keras.layers.attention;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.ElementwiseOp.UnaryKind;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.ReduceOp.Kind;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.Arguments;
import dev.kerasguard.keras.layers.LayerBuilder;
import dev.kerasguard.keras.layers.LayerScope;
import dev.kerasguard.keras.layers.Value;
import dev.kerasguard.keras.layers.Value.Leaf;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code Attention} and {@code AdditiveAttention}: without projections, on [query, value] or [query, value, key].
 * Weights: scale (one number, or for additive scores one for each channel) if used, and for concatenated scores one
 * more number.
 */
record AttentionLayer(boolean scaled, Score score) implements LayerBuilder {

    /** How a query and a key are compared. */
    enum Score {
        /** By their product. */
        DOT,
        /** By the hyperbolic tangent of their sum, scaled inside. */
        CONCAT,
        /** By the hyperbolic tangent of their sum, scaled channel by channel. */
        ADDITIVE
    }

    static AttentionLayer read(Settings settings) throws ModelRefusedException {
        Score score = switch (settings.string("score_mode", "dot")) {
            case "dot" -> Score.DOT;
            case "concat" -> Score.CONCAT;
            default -> throw settings.invalid("score_mode", "must be \"dot\" or \"concat\"");
        };
        return new AttentionLayer(settings.bool("use_scale", false), score);
    }

    static AttentionLayer additive(Settings settings) throws ModelRefusedException {
        return new AttentionLayer(settings.bool("use_scale", true), Score.ADDITIVE);
    }

    @Override
    public Set<String> keywords() {
        return Set.of("return_attention_scores", "use_causal_mask");
    }

    @Override
    public Value call(LayerScope scope, Arguments arguments) throws ModelRefusedException {
        List<Leaf> inputs = masked(scope, arguments);
        Tensor query = inputs.getFirst().tensor();
        Tensor value = inputs.get(1).tensor();
        Tensor key = inputs.getLast().tensor();
        if (query.rank() < 2 || (inputs.size() == 2 && value.rank() != query.rank()) || key.rank() != query.rank()) {
            throw scope.invalid("takes a query, a value and a key of the same number of dimensions");
        }
        GraphBuilder graph = scope.graph();
        Tensor scores = scores(scope, query, inputs.size() == 2 ? value : key);
        Tensor mask =
                allowed(graph, scores, inputs.get(1).mask(), AttentionCall.flag(scope, arguments, "use_causal_mask"));
        if (mask != null) {
            Tensor low = graph.constant(scores.dtype(), scores.dtype() == DType.FLOAT16 ? -65_504 : -1e9);
            scores = graph.where(mask, scores, graph.add(scores, low));
        }
        Tensor weights = graph.softmax(scores, -1);
        Tensor output = graph.matmul(weights, value);
        Tensor queryMask = inputs.getFirst().mask();
        if (queryMask != null) {
            Tensor zero = graph.constant(output.dtype(), 0);
            output = graph.where(graph.expandDims(queryMask, -1), output, zero);
        }
        Leaf masked = new Leaf(output, queryMask);
        return AttentionCall.flag(scope, arguments, "return_attention_scores")
                ? new Value.Sequence(List.of(masked, new Leaf(weights)))
                : masked;
    }

    /** The tensors with their masks; a list of masks by keyword says one for the query and one for the value. */
    private static List<Leaf> masked(LayerScope scope, Arguments arguments) throws ModelRefusedException {
        Value given = arguments.find(0, "inputs");
        List<Leaf> inputs = given instanceof Value.Sequence ? given.leaves() : List.of();
        if (inputs.size() < 2 || inputs.size() > 3) {
            throw scope.invalid("takes a list of [query, value] or [query, value, key]");
        }
        Value masks = arguments.find(1, "mask");
        if (masks == null) {
            return inputs;
        }
        if (!(masks instanceof Value.Sequence(List<Value> each)) || each.size() < 2 || each.size() > 3) {
            throw scope.invalid("takes a list of 2 or 3 masks");
        }
        List<Leaf> masked = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            Tensor mask = i < each.size() && each.get(i) instanceof Leaf leaf ? leaf.tensor() : null;
            masked.add(new Leaf(inputs.get(i).tensor(), mask));
        }
        return masked;
    }

    private Tensor scores(LayerScope scope, Tensor query, Tensor key) throws ModelRefusedException {
        GraphBuilder graph = scope.graph();
        if (score == Score.DOT) {
            Tensor products = graph.matmul(query, false, key, true);
            return scaled ? graph.multiply(products, scope.weight(0)) : products;
        }
        Tensor sum = graph.add(graph.expandDims(query, -2), graph.expandDims(key, -3));
        if (score == Score.ADDITIVE) {
            Tensor bent = tanh(graph, sum);
            Tensor weighted = scaled ? graph.multiply(bent, scope.weight(0, scope.size(query, -1))) : bent;
            return graph.reduce(Kind.SUM, weighted, false, -1);
        }
        Tensor inside = scaled ? graph.multiply(sum, scope.weight(0)) : sum;
        Tensor total = graph.reduce(Kind.SUM, tanh(graph, inside), false, -1);
        return graph.multiply(total, scope.weight(scaled ? 1 : 0));
    }

    private static Tensor tanh(GraphBuilder graph, Tensor x) {
        return graph.unary(UnaryKind.TANH, x);
    }

    private static @Nullable Tensor allowed(
            GraphBuilder graph, Tensor scores, @Nullable Tensor valueMask, boolean causal) {
        AttentionMask mask = new AttentionMask(graph).keys(valueMask);
        if (causal) {
            mask.causal(scores, scores.rank() - 2, scores, scores.rank() - 1);
        }
        return mask.get();
    }
}
