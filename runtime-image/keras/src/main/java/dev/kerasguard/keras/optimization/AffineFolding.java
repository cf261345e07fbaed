package dev.kerasguard.keras.optimization;

import dev.kerasguard.keras.graph.ArrayOp.Constant;
import dev.kerasguard.keras.graph.ArrayOp.Weight;
import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.ElementwiseOp.Binary;
import dev.kerasguard.keras.graph.ElementwiseOp.BinaryKind;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.LinearOp;
import dev.kerasguard.keras.graph.LinearOp.BiasAdd;
import dev.kerasguard.keras.graph.Node;
import dev.kerasguard.keras.graph.RecurrentOp;
import dev.kerasguard.keras.graph.Signature;
import dev.kerasguard.keras.graph.Tensor;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Moves a factor and an offset for each channel, as a BatchNormalization is one, into the matrix product or convolution
 * before it: (x * K + b) f + o = x * (K f) + (b f + o). What it makes of weights alone is computed when the model is
 * loaded. Only in 32 and 64 bits: in 16, the other order of rounding would show.
 */
final class AffineFolding {

    private final GraphBuilder to;
    private final Map<Tensor, Tensor> moved = new HashMap<>();
    private final Map<Tensor, Integer> usesBefore = new HashMap<>();
    private final Map<Tensor, Integer> uses = new HashMap<>();
    private final Set<Node> fixed = new HashSet<>();

    AffineFolding(GraphBuilder to, Signature signature, List<Node> nodes) {
        this.to = to;
        for (Node node : nodes) {
            node.inputs().forEach(input -> usesBefore.merge(input, 1, Integer::sum));
        }
        signature.outputs().forEach(port -> usesBefore.merge(port.tensor(), 1, Integer::sum));
    }

    /** What a tensor of the graph before has become. */
    Tensor moved(Tensor tensor) {
        Tensor found = moved.get(tensor);
        if (found == null) {
            throw new IllegalStateException("not reached yet: " + tensor);
        }
        return found;
    }

    /** Adds the next node of the graph before. */
    void add(Node node) {
        to.enter(node.layer());
        List<Tensor> inputs = node.inputs().stream().map(this::moved).toList();
        Tensor folded = node.op() instanceof Binary(BinaryKind kind) ? folded(kind, inputs) : null;
        if (folded != null) {
            put(node.output(), folded);
            return;
        }
        Node copy = to.add(node.op(), inputs);
        if (copy.op() instanceof Weight || isFixed(copy)) {
            fixed.add(copy);
        }
        IntStream.range(0, copy.outputs().size()).forEach(i -> put(new Tensor(node, i), new Tensor(copy, i)));
    }

    private void put(Tensor before, Tensor after) {
        moved.put(before, after);
        uses.merge(after, usesBefore.getOrDefault(before, 0), Integer::sum);
    }

    private @Nullable Tensor folded(BinaryKind kind, List<Tensor> inputs) {
        Tensor left = inputs.getFirst();
        Tensor right = inputs.getLast();
        Tensor x = isVectorOf(left, right) ? right : left;
        Tensor vector = x.equals(left) ? right : left;
        if (!isVectorOf(vector, x)) {
            return null;
        }
        return switch (kind) {
            case MULTIPLY -> scaled(x, vector);
            case ADD -> shifted(x, vector);
            default -> null;
        };
    }

    /** Whether it is made of weights alone, with a number for each channel of a tensor that is not. */
    private boolean isVectorOf(Tensor vector, Tensor x) {
        return fixed.contains(vector.node())
                && !fixed.contains(x.node())
                && (x.dtype() == DType.FLOAT32 || x.dtype() == DType.FLOAT64)
                && vector.rank() == 1
                && x.rank() >= 2
                && vector.size(0) == x.size(-1);
    }

    private @Nullable Tensor scaled(Tensor x, Tensor factor) {
        if (uses.getOrDefault(x, 1) != 1) {
            return null;
        }
        Node node = x.node();
        if (node.op() instanceof BiasAdd
                && fixed.contains(node.inputs().getLast().node())) {
            Tensor product = scaled(node.inputs().getFirst(), factor);
            return product == null
                    ? null
                    : to.biasAdd(product, keep(to.multiply(node.inputs().getLast(), factor)));
        }
        if (!isLinear(node)) {
            return null;
        }
        Tensor kernel = node.inputs().getLast();
        Tensor along = switch (node.op()) {
            case LinearOp.DepthwiseConv _ -> keep(to.reshape(factor, kernel.size(-2), kernel.size(-1)));
            case LinearOp.ConvTranspose _ -> keep(to.reshape(factor, factor.size(0), 1));
            default -> factor;
        };
        return to.op((LinearOp) node.op(), node.inputs().getFirst(), keep(to.multiply(kernel, along)));
    }

    private @Nullable Tensor shifted(Tensor x, Tensor offset) {
        Node node = x.node();
        if (node.op() instanceof BiasAdd
                && fixed.contains(node.inputs().getLast().node())
                && uses.getOrDefault(x, 1) == 1) {
            return to.biasAdd(
                    node.inputs().getFirst(), keep(to.add(node.inputs().getLast(), offset)));
        }
        return isLinear(node) ? to.biasAdd(x, offset) : null;
    }

    /** Whether it is a product with a kernel of its own. */
    private boolean isLinear(Node node) {
        boolean kind = switch (node.op()) {
            case LinearOp.Conv _, LinearOp.DepthwiseConv _, LinearOp.ConvTranspose _ -> true;
            case LinearOp.MatMul product ->
                !product.transposeB() && node.inputs().getLast().rank() == 2;
            default -> false;
        };
        if (!kind) {
            return false;
        }
        Tensor kernel = node.inputs().getLast();
        return fixed.contains(kernel.node())
                && !fixed.contains(node.inputs().getFirst().node())
                && uses.getOrDefault(kernel, 1) == 1;
    }

    private Tensor keep(Tensor made) {
        fixed.add(made.node());
        return made;
    }

    private boolean isFixed(Node node) {
        return !(node.op() instanceof RecurrentOp)
                && node.inputs().stream().anyMatch(input -> fixed.contains(input.node()))
                && node.inputs().stream()
                        .allMatch(input ->
                                fixed.contains(input.node()) || input.node().op() instanceof Constant);
    }
}
