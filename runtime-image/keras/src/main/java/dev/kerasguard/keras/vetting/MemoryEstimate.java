package dev.kerasguard.keras.vetting;

import dev.kerasguard.keras.graph.ArrayOp;
import dev.kerasguard.keras.graph.Node;
import dev.kerasguard.keras.graph.Saturated;
import dev.kerasguard.keras.graph.Shape;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.graph.TensorType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a model needs in memory: its weights, and the tensors that live at the same time while it answers. */
public final class MemoryEstimate {

    private MemoryEstimate() {}

    /** Bytes of all weights. */
    public static long weights(List<Node> nodes) {
        long bytes = 0;
        for (Node node : nodes) {
            if (node.op() instanceof ArrayOp.Weight) {
                bytes = Saturated.plus(bytes, bytes(node.outputs().getFirst(), 1));
            }
        }
        return bytes;
    }

    /**
     * The most that tensors take at one time when operations run one after the other in the order of the graph. Sizes
     * that are not known count as one, but for the batch; what operations use inside themselves does not count.
     *
     * @param nodes the graph
     * @param outputs what must live to the end
     * @param batch number of examples
     */
    public static long activations(List<Node> nodes, Collection<Tensor> outputs, int batch) {
        Map<Node, Integer> lastUse = new HashMap<>();
        for (Node node : nodes) {
            for (Tensor input : node.inputs()) {
                lastUse.put(input.node(), node.id());
            }
        }
        outputs.forEach(output -> lastUse.put(output.node(), Integer.MAX_VALUE));
        Map<Integer, List<Node>> ends = new HashMap<>();
        long live = 0;
        long most = 0;
        for (Node node : nodes) {
            if (!isConstant(node)) {
                live = Saturated.plus(live, bytes(node, batch));
                ends.computeIfAbsent(lastUse.getOrDefault(node, node.id()), _ -> new ArrayList<>())
                        .add(node);
            }
            most = Math.max(most, live);
            for (Node ended : ends.getOrDefault(node.id(), List.of())) {
                live -= bytes(ended, batch);
            }
        }
        return most;
    }

    /** Floating-point operations for one example; sizes that are not known count as one. */
    public static long flops(List<Node> nodes) {
        long flops = 0;
        for (Node node : nodes) {
            flops = Saturated.plus(flops, node.op().flops(node.inputs(), node.outputs()));
        }
        return flops;
    }

    private static boolean isConstant(Node node) {
        return node.op() instanceof ArrayOp.Weight || node.op() instanceof ArrayOp.Constant;
    }

    private static long bytes(Node node, int batch) {
        long bytes = 0;
        for (TensorType output : node.outputs()) {
            bytes = Saturated.plus(bytes, bytes(output, batch));
        }
        return bytes;
    }

    private static long bytes(TensorType type, int batch) {
        boolean batched = type.shape().rank() > 0 && type.shape().size(0) == Shape.ANY;
        long elements = type.shape().elements();
        long factor = (long) type.dtype().bytes() * (batched ? batch : 1);
        return Saturated.times(elements, factor);
    }
}
