package dev.kerasguard.keras.savedmodel;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.RefusalRule;
import dev.kerasguard.keras.savedmodel.OperationAllowlist.Use;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Checks every operation of a graph and of its function library against the allowlist, before anything of it is handed
 * to TensorFlow: strictly for what a request will run, with variables and the checkpoint for what restores it.
 */
final class GraphVetting {

    private static final int MAX_NODES = 2_000_000;

    private final OperationAllowlist allowlist;
    private final Map<String, NodeDef> nodes = new HashMap<>();
    private final Map<String, FunctionDef> functions = new HashMap<>();

    private GraphVetting(OperationAllowlist allowlist) {
        this.allowlist = allowlist;
    }

    /** Checks the whole graph, used or not. */
    static GraphVetting of(GraphDef graph) throws ModelRefusedException {
        GraphVetting vetting = new GraphVetting(OperationAllowlist.load());
        vetting.index(graph);
        vetting.checkAll("graph", graph.getNodeList(), Use.UNUSED);
        for (FunctionDef function : graph.getLibrary().getFunctionList()) {
            vetting.checkAll("function " + function.getSignature().getName(), function.getNodeDefList(), Use.UNUSED);
        }
        return vetting;
    }

    /**
     * Checks what running some operations can reach.
     *
     * @param roots names of operations, or of tensors such as {@code call:0}
     * @return the nodes of the main graph that were reached
     */
    Set<NodeDef> check(Iterable<String> roots, Use use) throws ModelRefusedException {
        Set<NodeDef> reached = new HashSet<>();
        Set<String> reachedFunctions = new HashSet<>();
        Deque<String> queue = new ArrayDeque<>();
        roots.forEach(queue::add);
        Deque<String> called = new ArrayDeque<>();
        while (!queue.isEmpty()) {
            NodeDef node = nodes.get(operation(queue.remove()));
            if (node == null) {
                throw RefusalRule.SAVED_MODEL_INVALID.at(
                        "graph", "refers to an operation that it does not hold; export the model again");
            }
            if (reached.add(node)) {
                checkOne("graph", node, use);
                queue.addAll(node.getInputList());
                called.addAll(calls(node));
            }
        }
        while (!called.isEmpty()) {
            String name = called.remove();
            FunctionDef function = functions.get(name);
            if (function != null && reachedFunctions.add(name)) {
                checkAll("function " + name, function.getNodeDefList(), use);
                function.getNodeDefList().forEach(node -> called.addAll(calls(node)));
            }
        }
        return reached;
    }

    private void index(GraphDef graph) throws ModelRefusedException {
        for (FunctionDef function : graph.getLibrary().getFunctionList()) {
            String name = function.getSignature().getName();
            if (functions.put(name, function) != null || allowlist.allows(name, Use.UNUSED)) {
                throw RefusalRule.SAVED_MODEL_INVALID.at(
                        "function " + printable(name),
                        "has the name of another function or operation; export it again");
            }
        }
        long count = graph.getNodeCount();
        for (FunctionDef function : functions.values()) {
            count += function.getNodeDefCount();
        }
        if (count > MAX_NODES) {
            throw RefusalRule.MODEL_TOO_LARGE.at(
                    "saved_model.pb", "has " + count + " operations; the limit is " + MAX_NODES);
        }
        for (NodeDef node : graph.getNodeList()) {
            if (nodes.put(node.getName(), node) != null) {
                throw RefusalRule.SAVED_MODEL_INVALID.at(
                        "graph node " + printable(node.getName()), "is there twice; export the model again");
            }
        }
    }

    private void checkAll(String where, List<NodeDef> all, Use use) throws ModelRefusedException {
        for (NodeDef node : all) {
            checkOne(where, node, use);
        }
    }

    private void checkOne(String where, NodeDef node, Use use) throws ModelRefusedException {
        String place = "saved_model.pb " + printable(where) + " node " + printable(node.getName());
        boolean callsFunction = functions.containsKey(node.getOp());
        if (!callsFunction && !allowlist.allows(node.getOp(), use)) {
            throw RefusalRule.OPERATION_NOT_ALLOWED.at(
                    place,
                    "its operation " + printable(node.getOp()) + " is not allowed"
                            + (allowlist.allows(node.getOp(), Use.UNUSED) ? " where requests or the loader run it" : "")
                            + "; export the model without it: model.export() of a model made of Keras' own layers"
                            + " holds none like it");
        }
        for (String function : calls(node)) {
            if (!functions.containsKey(function)) {
                throw RefusalRule.SAVED_MODEL_INVALID.at(
                        place, "calls a function that the model does not hold; export the model again");
            }
        }
        if (node.getOp().equals("RestoreV2") && use == Use.RESTORE) {
            checkPrefix(where, node, place);
        }
    }

    /** What is restored must come from the path that the loader gives, not from one that the file names. */
    private void checkPrefix(String where, NodeDef restore, String place) throws ModelRefusedException {
        String prefix = restore.getInputCount() == 0 ? "" : restore.getInput(0);
        boolean given;
        if (where.equals("graph")) {
            NodeDef source = nodes.get(operation(prefix));
            given = source != null && source.getOp().startsWith("Placeholder");
        } else {
            FunctionDef function = functions.get(where.substring("function ".length()));
            given = function != null
                    && function.getSignature().getInputArgList().stream()
                            .anyMatch(argument -> argument.getName().equals(prefix));
        }
        if (!given) {
            throw RefusalRule.OPERATION_NOT_ALLOWED.at(
                    place, "restores from a path of its own; export the model again with model.export()");
        }
    }

    private Set<String> calls(NodeDef node) {
        Set<String> called = new HashSet<>();
        if (functions.containsKey(node.getOp())) {
            called.add(node.getOp());
        }
        for (AttrValue value : node.getAttrMap().values()) {
            if (value.hasFunc()) {
                called.add(value.getFunc().getName());
            }
            value.getList().getFuncList().forEach(function -> called.add(function.getName()));
        }
        return called;
    }

    private static String operation(String tensor) {
        String plain = tensor.startsWith("^") ? tensor.substring(1) : tensor;
        int colon = plain.indexOf(':');
        return colon < 0 ? plain : plain.substring(0, colon);
    }

    private static String printable(String text) {
        String plain = text.replaceAll("[^\\x20-\\x7e]", "?");
        return plain.length() > 120 ? plain.substring(0, 120) + "..." : plain;
    }
}
