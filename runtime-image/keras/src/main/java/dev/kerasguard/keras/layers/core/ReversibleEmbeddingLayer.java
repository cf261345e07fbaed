package dev.kerasguard.keras.layers.core;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Quantization;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.ElementwiseOp.UnaryKind;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.Arguments;
import dev.kerasguard.keras.layers.LayerBuilder;
import dev.kerasguard.keras.layers.LayerScope;
import dev.kerasguard.keras.layers.Value;
import dev.kerasguard.keras.layers.Value.Leaf;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code ReversibleEmbedding}: an {@code Embedding} that, called with {@code reverse=True}, gives a score for each row
 * of its table. Weights: those of the embedding, and without tied weights a second table (size, rows).
 *
 * @param reverseDtype the type that scores are computed in; null for what the inputs have
 * @param cap scores stay between minus and plus this; null for no bound
 */
record ReversibleEmbeddingLayer(
        EmbeddingLayer table,
        boolean tied,
        @Nullable DType reverseDtype,
        @Nullable Double cap) implements LayerBuilder {

    static ReversibleEmbeddingLayer read(Settings settings) throws ModelRefusedException {
        DType dtype = null;
        if (settings.has("reverse_dtype")) {
            Optional<DType> named = DType.of(settings.string("reverse_dtype")).filter(DType::isFloating);
            dtype = named.orElseThrow(() -> settings.unsupported("reverse_dtype", "a floating type"));
        }
        Double cap = settings.has("logit_soft_cap") ? (Double) settings.real("logit_soft_cap", 0) : null;
        if (cap != null && cap == 0) {
            throw settings.invalid("logit_soft_cap", "must not be 0");
        }
        return new ReversibleEmbeddingLayer(
                EmbeddingLayer.read(settings), settings.bool("tie_weights", true), dtype, cap);
    }

    @Override
    public boolean castsInputs() {
        return false;
    }

    @Override
    public Set<String> keywords() {
        return Set.of("reverse");
    }

    @Override
    public Value call(LayerScope scope, Arguments arguments) throws ModelRefusedException {
        JsonNode reverse = arguments.constant(1, "reverse");
        if (reverse == null || (reverse.isBoolean() && !reverse.booleanValue())) {
            if (!tied) {
                // Declared in each call, so that a model that never reverses still has all its weights.
                ReverseTable.read(scope, table, false);
            }
            return table.call(scope, arguments);
        }
        if (!reverse.isBoolean()) {
            throw scope.invalid("is called with a \"reverse\" that is neither true nor false");
        }
        Tensor scores = scores(scope, scope.floating(scope.only(arguments).tensor()));
        if (cap == null) {
            return new Leaf(scores);
        }
        GraphBuilder graph = scope.graph();
        Tensor bounded = graph.unary(UnaryKind.TANH, graph.divide(scores, graph.constant(scores.dtype(), cap)));
        return new Leaf(graph.multiply(bounded, cap));
    }

    private Tensor scores(LayerScope scope, Tensor input) throws ModelRefusedException {
        GraphBuilder graph = scope.graph();
        ReverseTable reverse = ReverseTable.read(scope, table, tied);
        Quantization mode = scope.policy().quantization();
        if (mode == null) {
            DType dtype = reverseDtype == null
                    ? wider(input.dtype(), reverse.numbers().dtype())
                    : reverseDtype;
            return Projection.apply(graph, graph.cast(input, dtype), graph.cast(reverse.numbers(), dtype));
        }
        InputQuantizer quantizer =
                table.quantization().given() ? table.quantization().inputs(mode.mode()) : InputQuantizer.DEFAULT;
        DType compute = scope.policy().compute();
        Tensor product;
        Tensor scale = reverse.scale();
        if (quantizer == null) {
            product = Projection.apply(graph, graph.cast(input, compute), reverse.numbers());
        } else {
            InputQuantizer.Quantized quantized = quantizer.apply(graph, graph.cast(input, compute), -1);
            product = Projection.exact(graph, quantized.numbers(), reverse.numbers());
            scale = scale == null ? quantized.scale() : graph.multiply(scale, quantized.scale());
        }
        return scale == null ? product : graph.divide(product, scale);
    }

    private static DType wider(DType a, DType b) {
        boolean halves = a != b && a.bytes() == 2 && b.bytes() == 2;
        return halves ? DType.FLOAT32 : a.bytes() >= b.bytes() ? a : b;
    }
}
