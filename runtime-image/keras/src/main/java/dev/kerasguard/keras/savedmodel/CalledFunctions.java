package dev.kerasguard.keras.savedmodel;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Leaves out of a graph the functions that nothing in it calls. tf.keras saves those that train a model, and the
 * gradients of loops, beside those that answer; TensorFlow gets none of them.
 */
final class CalledFunctions {

    private final Map<String, FunctionDef> functions = new HashMap<>();
    private final Set<String> called = new HashSet<>();
    private final Deque<FunctionDef> queue = new ArrayDeque<>();

    private CalledFunctions(GraphDef graph) {
        graph.getLibrary()
                .getFunctionList()
                .forEach(function -> functions.put(function.getSignature().getName(), function));
        addCallsOf(graph.getNodeList());
        while (!queue.isEmpty()) {
            addCallsOf(queue.remove().getNodeDefList());
        }
    }

    /** The graph with all of its nodes, and the functions that these can reach. */
    static GraphDef of(GraphDef graph) {
        Set<String> called = new CalledFunctions(graph).called;
        FunctionDefLibrary library = graph.getLibrary();
        if (called.size() == library.getFunctionCount()) {
            return graph;
        }
        FunctionDefLibrary.Builder rest = FunctionDefLibrary.newBuilder();
        // Of two with the same name both stay, to be refused.
        library.getFunctionList().stream()
                .filter(each -> called.contains(each.getSignature().getName()))
                .forEach(rest::addFunction);
        library.getGradientList().stream()
                .filter(each -> called.contains(each.getFunctionName()) && called.contains(each.getGradientFunc()))
                .forEach(rest::addGradient);
        return graph.toBuilder().setLibrary(rest).build();
    }

    private void addCallsOf(List<NodeDef> nodes) {
        for (NodeDef node : nodes) {
            add(node.getOp());
            for (AttrValue value : node.getAttrMap().values()) {
                add(value.getFunc().getName());
                value.getList().getFuncList().forEach(each -> add(each.getName()));
            }
        }
    }

    private void add(String name) {
        FunctionDef function = functions.get(name);
        if (function != null && called.add(name)) {
            queue.add(function);
        }
    }
}
