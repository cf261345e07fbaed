package dev.kerasguard.keras.tensorflow;

import dev.kerasguard.keras.ModelFormat;
import dev.kerasguard.keras.ServableModel;
import dev.kerasguard.keras.TensorSpec;
import dev.kerasguard.keras.graph.ArrayOp;
import dev.kerasguard.keras.graph.ElementwiseOp;
import dev.kerasguard.keras.graph.ImageOp;
import dev.kerasguard.keras.graph.IndexOp;
import dev.kerasguard.keras.graph.LinearOp;
import dev.kerasguard.keras.graph.MatrixOp;
import dev.kerasguard.keras.graph.Node;
import dev.kerasguard.keras.graph.RecurrentOp;
import dev.kerasguard.keras.graph.ReduceOp;
import dev.kerasguard.keras.graph.Shape;
import dev.kerasguard.keras.graph.Signature;
import dev.kerasguard.keras.graph.Signature.Port;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.graph.TextOp;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operation;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.proto.ConfigProto;

/** Turns the graph of a model into one of TensorFlow. */
public final class TensorFlowModel {

    private TensorFlowModel() {}

    /**
     * Makes a model that answers; the caller closes it.
     *
     * @param format what it was read from
     * @param signature what goes in and what comes out
     * @param nodes the model's operations, each after what it takes
     * @param weights the values of the weights
     * @param parameters how many numbers the weights are
     * @param session how the session may use the machine
     */
    public static ServableModel open(
            ModelFormat format,
            Signature signature,
            List<Node> nodes,
            WeightValues weights,
            long parameters,
            ConfigProto session) {
        Graph graph = new Graph();
        Session running = null;
        boolean done = false;
        Emission to = new Emission(graph);
        LoadTimePlan plan = LoadTimePlan.of(signature, nodes);
        try (KeptWeights kept = new KeptWeights(to, plan.kept())) {
            try (LoadTimeValues values = new LoadTimeValues(plan, nodes, weights)) {
                values.forEach(session, kept::add);
            }
            for (Node node : nodes) {
                if (!plan.before().contains(node)) {
                    emit(to, node);
                }
            }
            List<TensorSpec> inputs = new ArrayList<>();
            for (Port port : signature.inputs()) {
                inputs.add(spec(port, to.of(port.tensor())));
            }
            List<TensorSpec> outputs = new ArrayList<>();
            for (Port port : signature.outputs()) {
                // An output may be an input, or another output under a second name.
                outputs.add(spec(port, to.op("Identity", port.tensor().dtype(), to.of(port.tensor()))));
            }
            running = new Session(graph, session);
            kept.assign(running);
            for (Operation each : to.initialisers()) {
                running.runner().addTarget(each).run().close();
            }
            ServableModel model = new ServableModel(format, parameters, inputs, outputs, graph, running);
            done = true;
            return model;
        } finally {
            if (!done) {
                if (running != null) {
                    running.close();
                }
                graph.close();
            }
        }
    }

    /** Adds what is no weight. */
    static void emit(Emission to, Node node) {
        to.enter(node);
        List<Output<?>> outputs = switch (node.op()) {
            case ArrayOp op -> ArrayEmitter.emit(to, node, op);
            case ElementwiseOp op -> List.of(ElementwiseEmitter.emit(to, node, op));
            case ImageOp op -> List.of(ImageEmitter.emit(to, node, op));
            case IndexOp op -> IndexEmitter.emit(to, node, op);
            case MatrixOp op -> MatrixEmitter.emit(to, node, op);
            case LinearOp op -> List.of(LinearEmitter.emit(to, node, op));
            case RecurrentOp op -> RecurrentEmitter.emit(to, node, op);
            case TextOp op -> List.of(TextEmitter.emit(to, node, op));
            case ReduceOp op -> List.of(ReduceEmitter.emit(to, node, op));
        };
        for (int i = 0; i < outputs.size(); i++) {
            Tensor tensor = new Tensor(node, i);
            assert agree(tensor.shape(), outputs.get(i).shape())
                    : node + " is of shape " + outputs.get(i).shape() + " in TensorFlow";
            to.put(tensor, outputs.get(i));
        }
    }

    /** Whether TensorFlow infers nothing else than vetting does; it may know less, or more. */
    private static boolean agree(Shape ours, org.tensorflow.ndarray.Shape theirs) {
        if (theirs.isUnknown()) {
            return true;
        }
        boolean same = theirs.numDimensions() == ours.rank();
        for (int i = 0; same && i < ours.rank(); i++) {
            same = ours.size(i) == Shape.ANY || theirs.get(i) < 0 || ours.size(i) == theirs.get(i);
        }
        return same;
    }

    private static TensorSpec spec(Port port, Output<?> output) {
        return new TensorSpec(
                port.name(),
                DataTypes.of(port.tensor().dtype()),
                port.tensor().shape().sizes(),
                output.op().name(),
                output.index());
    }
}
