package dev.kerasguard.keras.tensorflow;

import dev.kerasguard.keras.graph.ArrayOp;
import dev.kerasguard.keras.graph.ArrayOp.Constant;
import dev.kerasguard.keras.graph.ArrayOp.Weight;
import dev.kerasguard.keras.graph.ElementwiseOp;
import dev.kerasguard.keras.graph.LinearOp;
import dev.kerasguard.keras.graph.Node;
import dev.kerasguard.keras.graph.ReduceOp;
import dev.kerasguard.keras.graph.Signature;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.graph.TensorType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which part of a graph is computed once, when a model is loaded: what takes nothing but weights and constants, such as
 * a kernel that is multiplied by the factor of a normalisation.
 *
 * @param before the nodes that are computed once, weights among them
 * @param kept what the others take of them; all that stays in memory
 */
record LoadTimePlan(Set<Node> before, List<Tensor> kept) {

    /**
     * What a tensor may have at most when it is larger than what it is made of, such as a kernel of 8 bits as floats.
     */
    private static final long FREE_BYTES = 1 << 20;

    static LoadTimePlan of(Signature signature, List<Node> nodes) {
        Set<Node> before = new HashSet<>();
        for (Node node : nodes) {
            if (node.op() instanceof Weight || isComputable(node, before)) {
                before.add(node);
            }
        }
        Set<Tensor> kept = new LinkedHashSet<>();
        for (Node node : nodes) {
            if (!before.contains(node)) {
                node.inputs().stream()
                        .filter(input -> before.contains(input.node()))
                        .forEach(kept::add);
            }
        }
        signature.outputs().stream()
                .map(Signature.Port::tensor)
                .filter(output -> before.contains(output.node()))
                .forEach(kept::add);
        return new LoadTimePlan(before, new ArrayList<>(kept));
    }

    /** Whether it takes weights or what is made of them, and no request; constants alone are TensorFlow's to fold. */
    private static boolean isComputable(Node node, Set<Node> before) {
        boolean plain = switch (node.op()) {
            case ArrayOp _, ElementwiseOp _, LinearOp _, ReduceOp _ -> true;
            default -> false;
        };
        boolean fixed = plain
                && node.inputs().stream()
                        .allMatch(input ->
                                before.contains(input.node()) || input.node().op() instanceof Constant)
                && node.inputs().stream().anyMatch(input -> before.contains(input.node()));
        return fixed
                && node.outputs().stream().allMatch(type -> type.dtype().isFloating())
                && bytes(node.outputs()) <= Math.max(FREE_BYTES, bytes(inputs(node)));
    }

    private static List<TensorType> inputs(Node node) {
        return node.inputs().stream().map(Tensor::type).toList();
    }

    private static long bytes(List<TensorType> types) {
        return types.stream().mapToLong(LoadTimePlan::bytes).sum();
    }

    /** The size of a tensor of known shape. */
    static long bytes(TensorType type) {
        return type.shape().elements() * type.dtype().bytes();
    }
}
