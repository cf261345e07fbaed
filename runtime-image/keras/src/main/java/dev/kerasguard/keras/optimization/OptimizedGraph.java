package dev.kerasguard.keras.optimization;

import dev.kerasguard.keras.graph.ArrayOp.Input;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.Node;
import dev.kerasguard.keras.graph.Signature;
import dev.kerasguard.keras.graph.Signature.Port;
import dev.kerasguard.keras.graph.Tensor;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A graph that gives what another one gives, with less work.
 *
 * @param signature what goes in and what comes out, by the same names
 * @param nodes the operations that are needed for it, each after what it takes
 */
public record OptimizedGraph(Signature signature, List<Node> nodes) {
    public OptimizedGraph {
        nodes = List.copyOf(nodes);
    }

    /** Optimises a graph. */
    public static OptimizedGraph of(Signature signature, List<Node> nodes) {
        GraphBuilder to = new GraphBuilder();
        AffineFolding folding = new AffineFolding(to, signature, nodes);
        nodes.forEach(folding::add);
        Signature moved =
                new Signature(ports(signature.inputs(), folding::moved), ports(signature.outputs(), folding::moved));
        return new OptimizedGraph(moved, needed(to.nodes(), moved));
    }

    private static List<Port> ports(List<Port> ports, UnaryOperator<Tensor> moved) {
        return ports.stream()
                .map(port -> new Port(port.name(), moved.apply(port.tensor())))
                .toList();
    }

    /** Folding leaves behind what it replaced. */
    private static List<Node> needed(List<Node> nodes, Signature signature) {
        Set<Node> needed = new HashSet<>();
        Deque<Node> open = new ArrayDeque<>();
        signature.outputs().forEach(port -> open.add(port.tensor().node()));
        while (!open.isEmpty()) {
            Node node = open.remove();
            if (needed.add(node)) {
                node.inputs().forEach(input -> open.add(input.node()));
            }
        }
        return nodes.stream()
                .filter(node -> needed.contains(node) || node.op() instanceof Input)
                .toList();
    }
}
