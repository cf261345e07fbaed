package dev.kerasguard.keras.layers.activation;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.ElementwiseOp.BinaryKind;
import dev.kerasguard.keras.graph.ElementwiseOp.UnaryKind;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.ReduceOp.Kind;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.Arguments;
import dev.kerasguard.keras.layers.LayerBuilder;
import dev.kerasguard.keras.layers.LayerScope;
import dev.kerasguard.keras.layers.Value;
import dev.kerasguard.keras.layers.Value.Leaf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code Softmax} over one axis or several; what a mask excludes gets nothing. */
public record SoftmaxLayer(List<Integer> axes) implements LayerBuilder, Activation {

    static SoftmaxLayer read(Settings settings) throws ModelRefusedException {
        List<Integer> axes = settings.has("axis") ? settings.integers("axis", -8) : List.of(-1);
        if (axes.isEmpty()) {
            throw settings.invalid("axis", "must name an axis");
        }
        return new SoftmaxLayer(axes);
    }

    @Override
    public Value call(LayerScope scope, Arguments arguments) throws ModelRefusedException {
        Leaf input = scope.only(arguments);
        return input.with(masked(scope.graph(), input.tensor(), input.mask()));
    }

    @Override
    public Tensor apply(GraphBuilder graph, Tensor x) {
        int[] front = axes.stream().mapToInt(axis -> GraphBuilder.axis(x, axis)).toArray();
        if (front.length == 1) {
            return graph.softmax(x, front[0]);
        }
        Tensor shifted = graph.subtract(x, graph.reduce(Kind.MAX, x, true, front));
        Tensor exponential = graph.unary(UnaryKind.EXP, shifted);
        return graph.divide(exponential, graph.reduce(Kind.SUM, exponential, true, front));
    }

    /**
     * The softmax of what a mask leaves.
     *
     * @param mask true where numbers count, in a shape that broadcasts to theirs; null when all do
     */
    public Tensor masked(GraphBuilder graph, Tensor x, @Nullable Tensor mask) {
        if (mask == null) {
            return apply(graph, x);
        }
        Tensor counts = mask.dtype() == DType.BOOL
                ? mask
                : graph.binary(
                        BinaryKind.GREATER,
                        mask,
                        graph.constant(mask.dtype(), mask.dtype().isFloating() ? 0.5 : 0));
        Tensor low = graph.constant(x.dtype(), x.dtype() == DType.FLOAT16 ? -3e4 : -1e9);
        Tensor softmax = apply(graph, graph.where(counts, x, low));
        return graph.where(counts, softmax, graph.constant(x.dtype(), 0));
    }
}
