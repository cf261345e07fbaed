package dev.kerasguard.keras.layers.merging;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.ElementwiseOp.BinaryKind;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.Arguments;
import dev.kerasguard.keras.layers.LayerBuilder;
import dev.kerasguard.keras.layers.LayerScope;
import dev.kerasguard.keras.layers.Value;
import dev.kerasguard.keras.layers.Value.Leaf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code Add}, {@code Subtract}, {@code Multiply}, {@code Average}, {@code Maximum}, {@code Minimum}. */
record MergeLayer(Kind kind) implements LayerBuilder {

    /** How two tensors become one. */
    enum Kind {
        ADD(BinaryKind.ADD),
        SUBTRACT(BinaryKind.SUBTRACT),
        MULTIPLY(BinaryKind.MULTIPLY),
        AVERAGE(BinaryKind.ADD),
        MAXIMUM(BinaryKind.MAXIMUM),
        MINIMUM(BinaryKind.MINIMUM);

        private final BinaryKind binary;

        Kind(BinaryKind binary) {
            this.binary = binary;
        }
    }

    @Override
    public Value call(LayerScope scope, Arguments arguments) throws ModelRefusedException {
        List<Leaf> inputs = MergeInputs.of(scope, arguments);
        DType dtype = inputs.getFirst().tensor().dtype();
        if (kind == Kind.SUBTRACT && inputs.size() != 2) {
            throw scope.invalid("is called with " + inputs.size() + " tensors; Subtract takes two");
        }
        if (!dtype.isFloating() && (!dtype.isInteger() || kind == Kind.AVERAGE)) {
            throw scope.invalid("does not merge tensors of " + dtype.keras());
        }
        GraphBuilder graph = scope.graph();
        List<Leaf> aligned = MergeInputs.aligned(graph, inputs);
        Tensor mask = mask(graph, inputs);
        Tensor merged = switch (kind) {
            case MULTIPLY -> product(graph, aligned);
            case MAXIMUM, MINIMUM -> chosen(graph, aligned);
            case ADD, SUBTRACT -> merged(graph, aligned);
            case AVERAGE -> graph.divide(merged(graph, aligned), graph.constant(dtype, inputs.size()));
        };
        return new Leaf(merged, mask);
    }

    private Tensor merged(GraphBuilder graph, List<Leaf> inputs) {
        Tensor merged = inputs.getFirst().tensor();
        for (Leaf each : inputs.subList(1, inputs.size())) {
            merged = graph.binary(kind.binary, merged, each.tensor());
        }
        return merged;
    }

    /** Masked steps do not count, and are zero where all tensors mask them. */
    private static Tensor product(GraphBuilder graph, List<Leaf> inputs) {
        boolean all = inputs.stream().allMatch(each -> each.mask() != null);
        Tensor product = null;
        Tensor any = null;
        for (Leaf each : inputs) {
            Tensor mask = steps(graph, each);
            Tensor x = each.tensor();
            if (mask != null) {
                x = graph.where(mask, x, graph.constant(x.dtype(), 1));
                any = any == null ? mask : graph.binary(BinaryKind.LOGICAL_OR, any, mask);
            }
            product = product == null ? x : graph.multiply(product, x);
        }
        Tensor whole = product == null ? inputs.getFirst().tensor() : product;
        return any == null || !all ? whole : graph.where(any, whole, graph.constant(whole.dtype(), 0));
    }

    /** Of a step that only one of two tensors masks, the other one counts. */
    private Tensor chosen(GraphBuilder graph, List<Leaf> inputs) {
        Tensor chosen = inputs.getFirst().tensor();
        Tensor chosenMask = steps(graph, inputs.getFirst());
        for (Leaf each : inputs.subList(1, inputs.size())) {
            Tensor mask = steps(graph, each);
            Tensor x = mask == null ? each.tensor() : graph.where(mask, each.tensor(), chosen);
            Tensor before = chosenMask == null ? chosen : graph.where(chosenMask, chosen, x);
            chosenMask =
                    mask == null || chosenMask == null ? null : graph.binary(BinaryKind.LOGICAL_OR, chosenMask, mask);
            chosen = graph.binary(kind.binary, before, x);
        }
        return chosen;
    }

    private static @Nullable Tensor steps(GraphBuilder graph, Leaf leaf) {
        Tensor mask = leaf.mask();
        return mask == null ? null : graph.expandDims(mask, -1);
    }

    /** A step counts where it does in any tensor; when one tensor has no mask, there is none. */
    static @Nullable Tensor mask(GraphBuilder graph, List<Leaf> inputs) {
        Tensor any = null;
        for (Leaf each : inputs) {
            Tensor mask = each.mask();
            if (mask == null) {
                return null;
            }
            any = any == null ? mask : graph.binary(BinaryKind.LOGICAL_OR, any, mask);
        }
        return any;
    }
}
