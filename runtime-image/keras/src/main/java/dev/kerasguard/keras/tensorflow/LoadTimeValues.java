package dev.kerasguard.keras.tensorflow;

import dev.kerasguard.keras.graph.ArrayOp.Constant;
import dev.kerasguard.keras.graph.ArrayOp.Weight;
import dev.kerasguard.keras.graph.Node;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.weights.Pieces;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.tensorflow.Graph;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GraphOptions;
import org.tensorflow.proto.OptimizerOptions;
import org.tensorflow.proto.RewriterConfig;
import org.tensorflow.types.family.TType;

/**
 * Computes what a model needs of its weights, by TensorFlow, a few weights at a time: so that what is needed and what
 * it is made of are never in memory whole, both at the same time.
 */
final class LoadTimeValues implements AutoCloseable {

    /** Weights in memory at one time, besides what is kept. */
    private static final long WINDOW_BYTES = 4L << 20;

    private final LoadTimePlan plan;
    private final WeightValues weights;
    private final Pieces pieces = new Pieces();
    private final Graph graph = new Graph();
    private final Map<Node, Output<?>> fed = new HashMap<>();
    private final Emission to = new Emission(graph);

    LoadTimeValues(LoadTimePlan plan, List<Node> nodes, WeightValues weights) {
        this.plan = plan;
        this.weights = weights;
        Set<Node> needed = sources(plan.kept(), plan.before());
        for (Node node : nodes) {
            if (needed.contains(node)) {
                if (node.op() instanceof Weight(var declaration)) {
                    to.enter(node);
                    Output<?> placeholder = WeightTensors.placeholder(to, declaration.type());
                    fed.put(node, placeholder);
                    to.put(node.output(), WeightTensors.typed(to, declaration.type(), placeholder));
                } else {
                    TensorFlowModel.emit(to, node);
                }
            }
        }
    }

    /** Gives each tensor that is kept, in any order; who takes it closes it. */
    void forEach(ConfigProto machine, BiConsumer<Tensor, TType> taker) {
        try (Session session = new Session(graph, plainly(machine))) {
            List<Tensor> window = new ArrayList<>();
            long bytes = 0;
            for (Tensor tensor : plan.kept()) {
                if (tensor.node().op() instanceof Weight(var declaration)) {
                    taker.accept(tensor, WeightTensors.read(declaration, weights, pieces));
                    continue;
                }
                window.add(tensor);
                bytes += LoadTimePlan.bytes(tensor.type());
                if (bytes > WINDOW_BYTES) {
                    compute(session, window, taker);
                    window.clear();
                    bytes = 0;
                }
            }
            compute(session, window, taker);
        }
    }

    private void compute(Session session, List<Tensor> window, BiConsumer<Tensor, TType> taker) {
        if (window.isEmpty()) {
            return;
        }
        List<TType> inputs = new ArrayList<>();
        try {
            Session.Runner runner = session.runner();
            for (Node node : sources(window, plan.before())) {
                if (node.op() instanceof Weight(var declaration)) {
                    TType input = WeightTensors.read(declaration, weights, pieces);
                    inputs.add(input);
                    runner.feed(fed.get(node), input);
                }
            }
            window.forEach(tensor -> runner.fetch(to.of(tensor)));
            Result result = runner.run();
            for (int i = 0; i < window.size(); i++) {
                taker.accept(window.get(i), (TType) result.get(i));
            }
        } finally {
            inputs.forEach(TType::close);
        }
    }

    /** The nodes that tensors are made of, as far as they are computed at load time. */
    private static Set<Node> sources(List<Tensor> tensors, Set<Node> before) {
        Set<Node> sources = new HashSet<>();
        Deque<Node> open = new ArrayDeque<>();
        tensors.stream()
                .filter(tensor -> !(tensor.node().op() instanceof Weight))
                .forEach(tensor -> open.add(tensor.node()));
        while (!open.isEmpty()) {
            Node node = open.remove();
            if ((before.contains(node) || node.op() instanceof Constant) && sources.add(node)) {
                node.inputs().forEach(input -> open.add(input.node()));
            }
        }
        return sources;
    }

    /** Optimising a graph that runs once takes longer than running it. */
    private static ConfigProto plainly(ConfigProto machine) {
        return machine.toBuilder()
                .setGraphOptions(GraphOptions.newBuilder()
                        .setOptimizerOptions(OptimizerOptions.newBuilder().setOptLevel(OptimizerOptions.Level.L0))
                        .setRewriteOptions(RewriterConfig.newBuilder().setDisableMetaOptimizer(true)))
                .build();
    }

    @Override
    public void close() {
        graph.close();
    }
}
