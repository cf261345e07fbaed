package dev.kerasguard.keras.graph;

import dev.kerasguard.keras.ModelFormat;
import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.RefusalRule;
import dev.kerasguard.keras.ServableModel;
import dev.kerasguard.keras.TensorSpec;
import dev.kerasguard.keras.config.ModelConfig;
import dev.kerasguard.keras.config.ModelConfig.Functional;
import dev.kerasguard.keras.config.ModelConfig.Kind;
import dev.kerasguard.keras.config.ModelConfig.Layer;
import dev.kerasguard.keras.config.ModelConfig.Port;
import dev.kerasguard.keras.config.ModelConfig.Sequential;
import dev.kerasguard.keras.hdf5.Hdf5Dataset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TFloat32;

/**
 * Builds the graph and the signature of a Keras model.
 *
 * <p>Tensors are called as {@code model.export()} of the loaded model calls them, so that a model answers alike from
 * both formats: inputs by their InputLayer, outputs by their key when the model gives a dictionary, else
 * {@code output_0}, {@code output_1}.
 */
public final class KerasModelBuilder {

    /** What Keras calls the input of a Sequential model that was never given one. */
    private static final String UNNAMED_INPUT = "input_layer";

    private KerasModelBuilder() {}

    /**
     * Builds a model; the caller closes it.
     *
     * @param config what config.json says
     * @param stored the weights by path
     * @param session how the session may use the machine
     */
    public static ServableModel build(ModelConfig config, Map<String, Hdf5Dataset> stored, ConfigProto session)
            throws ModelRefusedException {
        String container = container(stored);
        ModelPlan plan = ModelPlan.of(config, container);
        Graph graph = new Graph();
        boolean done = false;
        try {
            Ops tf = Ops.create(graph);
            StoredWeights weights = new StoredWeights(tf, stored);
            List<Entry> entries = entries(config);
            List<Operand<TFloat32>> inputs = new ArrayList<>();
            List<TensorSpec> inputSpecs = new ArrayList<>();
            for (Entry entry : entries) {
                Placeholder<TFloat32> input = tf.placeholder(TFloat32.class, Placeholder.shape(entry.shape()));
                GraphAssembler.checkSize(input, "config.json input \"" + entry.name() + "\"");
                inputs.add(input);
                inputSpecs.add(spec(entry.name(), input));
            }
            List<Operand<TFloat32>> outputs = new GraphAssembler(tf, weights).call(plan, inputs);
            weights.refuseUnused(container);
            List<TensorSpec> outputSpecs = new ArrayList<>();
            for (int i = 0; i < outputs.size(); i++) {
                outputSpecs.add(spec(outputName(config, i), tf.identity(outputs.get(i))));
            }
            ServableModel model = new ServableModel(
                    ModelFormat.KERAS,
                    weights.parameters(),
                    inputSpecs,
                    outputSpecs,
                    graph,
                    new Session(graph, session));
            done = true;
            return model;
        } finally {
            if (!done) {
                graph.close();
            }
        }
    }

    /** Keras up to 3.2 called the group otherwise. */
    private static String container(Map<String, Hdf5Dataset> stored) {
        String old = "_layer_checkpoint_dependencies";
        return stored.keySet().stream().anyMatch(path -> path.startsWith(old + "/")) ? old : "layers";
    }

    private record Entry(String name, Shape shape) {}

    private static List<Entry> entries(ModelConfig config) throws ModelRefusedException {
        return switch (config) {
            case Sequential model -> List.of(sequentialEntry(model));
            case Functional model -> functionalEntries(model);
        };
    }

    private static Entry sequentialEntry(Sequential model) throws ModelRefusedException {
        Layer first = model.layers().getFirst();
        if (first.kind() instanceof Kind.Input(List<Long> shape)) {
            return entry(first.name(), shape);
        }
        List<Long> shape = model.buildShape();
        if (shape == null) {
            throw RefusalRule.GRAPH_INVALID.at(
                    "config.json model \"" + model.name() + "\"",
                    "has no input shape; call it on data, or add keras.Input first, and save it again");
        }
        return entry(UNNAMED_INPUT, shape);
    }

    private static List<Entry> functionalEntries(Functional model) throws ModelRefusedException {
        List<Entry> entries = new ArrayList<>();
        for (Port port : model.inputs()) {
            Layer layer = model.layers().stream()
                    .filter(each -> each.name().equals(port.tensor().layer()))
                    .findFirst()
                    .orElse(null);
            if (layer == null || !(layer.kind() instanceof Kind.Input(List<Long> shape))) {
                throw RefusalRule.GRAPH_INVALID.at(
                        "config.json model \"" + model.name() + "\"",
                        "its input \"" + port.tensor().layer() + "\" is not an InputLayer; re-save it with Keras 3");
            }
            entries.add(entry(layer.name(), shape));
        }
        return entries;
    }

    private static Entry entry(String name, List<Long> shape) {
        long[] sizes = shape.stream().mapToLong(Long::longValue).toArray();
        // A model built on one example says a batch of 1, and yet Keras runs it on any.
        sizes[0] = Shape.UNKNOWN_SIZE;
        return new Entry(name, Shape.of(sizes));
    }

    private static String outputName(ModelConfig config, int index) {
        String key =
                config instanceof Functional model ? model.outputs().get(index).key() : null;
        return key == null ? "output_" + index : key;
    }

    private static TensorSpec spec(String name, Operand<TFloat32> tensor) {
        return new TensorSpec(
                name,
                DataType.DT_FLOAT,
                Arrays.stream(tensor.shape().asArray()).boxed().toList(),
                tensor.op().name(),
                tensor.asOutput().index());
    }
}
