package dev.kerasguard.keras.tensorflow;

import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.graph.TensorType;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operation;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.types.family.TType;

/**
 * Weights in the graph that answers: small ones as constants, which TensorFlow's graph optimiser can see, large ones as
 * variables. A constant is held five times (in the graph, in three copies of it that a session makes, and by the
 * operation itself) and a graph ends at 2 GB; a variable is the very memory that the weight was read into.
 */
final class KeptWeights implements AutoCloseable {

    /**
     * What a small model's weights are together: constants, because TensorFlow lays constant matrices out only once.
     * With more, optimising a graph that holds them takes longer than is ever won.
     */
    private static final long SMALL_MODEL_BYTES = 8L << 20;

    /** Vectors, which the graph optimiser folds, and what is no larger than the code around it. */
    private static final long SMALL_BYTES = 16L << 10;

    private record Variable(Output<?> placeholder, Operation assign, TType value) {}

    private final Emission to;
    private final long constantBytes;
    private final List<Variable> variables = new ArrayList<>();

    /**
     * @param to the graph
     * @param kept all that will be added
     */
    KeptWeights(Emission to, List<Tensor> kept) {
        this.to = to;
        long all =
                kept.stream().mapToLong(each -> LoadTimePlan.bytes(each.type())).sum();
        constantBytes = all <= SMALL_MODEL_BYTES ? SMALL_MODEL_BYTES : SMALL_BYTES;
    }

    /** Puts a weight into the graph, and takes it over. */
    void add(Tensor tensor, TType value) {
        to.enter(tensor.node());
        TensorType type = tensor.type();
        Output<?> stored = LoadTimePlan.bytes(type) <= constantBytes ? constant(value) : variable(type, value);
        to.put(tensor, WeightTensors.typed(to, type, stored));
    }

    private Output<?> constant(TType value) {
        try (value) {
            return to.build(
                    to.builder("Const").setAttr("dtype", value.dataType()).setAttr("value", value));
        }
    }

    private Output<?> variable(TensorType type, TType value) {
        Output<?> handle = to.build(to.builder("VarHandleOp")
                .setAttr("dtype", value.dataType())
                .setAttr("shape", WeightTensors.shape(type))
                .setAttr("shared_name", "weight_" + variables.size()));
        Output<?> placeholder = WeightTensors.placeholder(to, type);
        Operation assign = to.operation(to.builder("AssignVariableOp")
                .addInput(handle)
                .addInput(placeholder)
                .setAttr("dtype", value.dataType()));
        variables.add(new Variable(placeholder, assign, value));
        return to.build(to.builder("ReadVariableOp").addInput(handle).setAttr("dtype", value.dataType()));
    }

    /** Gives the variables their values, of which none is copied. */
    void assign(Session session) {
        if (variables.isEmpty()) {
            return;
        }
        Session.Runner runner = session.runner();
        for (Variable each : variables) {
            runner.feed(each.placeholder(), each.value()).addTarget(each.assign());
        }
        runner.run().close();
    }

    @Override
    public void close() {
        variables.forEach(each -> each.value().close());
        variables.clear();
    }
}
