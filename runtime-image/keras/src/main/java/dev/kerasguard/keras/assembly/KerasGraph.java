package dev.kerasguard.keras.assembly;

import dev.kerasguard.keras.LoadLimits;
import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.RefusalRule;
import dev.kerasguard.keras.config.DtypePolicy;
import dev.kerasguard.keras.config.ModelConfig;
import dev.kerasguard.keras.config.ModelConfig.Functional;
import dev.kerasguard.keras.config.ModelConfig.Kind;
import dev.kerasguard.keras.config.ModelConfig.Layer;
import dev.kerasguard.keras.config.ModelConfig.Sequential;
import dev.kerasguard.keras.custom.CustomLayers;
import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.Node;
import dev.kerasguard.keras.graph.Shape;
import dev.kerasguard.keras.graph.Signature;
import dev.kerasguard.keras.graph.Signature.Port;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.graph.TensorType;
import dev.kerasguard.keras.layers.Arguments;
import dev.kerasguard.keras.layers.Assets;
import dev.kerasguard.keras.layers.CallBudget;
import dev.kerasguard.keras.layers.LayerScope;
import dev.kerasguard.keras.layers.Value;
import dev.kerasguard.keras.layers.Value.Leaf;
import dev.kerasguard.keras.layers.WeightTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a model of Keras computes, from its config alone: nothing is allocated, and no weight is looked at.
 *
 * <p>Tensors are called as {@code model.export()} of the loaded model calls them, so that a model answers alike from
 * both formats: inputs by their InputLayer, outputs by their key when the model gives a dictionary, else
 * {@code output_0}, {@code output_1}.
 *
 * @param signature what goes in and what comes out
 * @param nodes the operations, each after what it takes
 * @param weights every weight that the layers declare
 * @param layers its layers, and what each has given
 */
public record KerasGraph(Signature signature, List<Node> nodes, WeightTable weights, CalledLayers layers) {

    /** What Keras calls the input of a Sequential model that was never given one. */
    private static final String UNNAMED_INPUT = "input_layer";

    /**
     * Makes the graph of a model.
     *
     * @param container the group of the layers' weights in the file
     * @param assets what the file has beside its weights
     * @param refusals gets everything that is wrong with single layers; the first is thrown, if there is one
     * @param custom the owner's own layers
     */
    public static KerasGraph of(
            ModelConfig config,
            String container,
            Assets assets,
            Refusals refusals,
            LoadLimits limits,
            CustomLayers custom)
            throws ModelRefusedException {
        ModelPlan plan = ModelPlan.of(config, new StandardCatalog(refusals, limits, custom), refusals);
        refusals.throwFirst();
        GraphBuilder graph = new GraphBuilder();
        WeightTable declared = new WeightTable(assets);
        LayerScope scope =
                new LayerScope(graph, "config.json", "", DtypePolicy.FLOAT32, declared, new CallBudget(limits));
        Map<String, Value> given = new LinkedHashMap<>();
        List<Port> inputs = new ArrayList<>();
        for (Entry entry : entries(config)) {
            Tensor input = graph.input(entry.name(), entry.type());
            CallBudget.check(input, "config.json input \"" + entry.name() + "\"");
            inputs.add(new Port(entry.name(), input));
            given.put(entry.name(), new Leaf(input));
        }
        Value.Sequence arguments = Value.of(inputs.stream().map(Port::tensor).toList());
        Value result = new ModelLayer(plan, given::putIfAbsent)
                .call(scope, new Arguments(List.of(arguments), Map.of()), container);
        List<Port> outputs = new ArrayList<>();
        for (Leaf leaf : result.leaves()) {
            outputs.add(new Port(outputName(config, outputs.size()), leaf.tensor()));
        }
        return new KerasGraph(
                new Signature(inputs, outputs), graph.nodes(), declared, new CalledLayers(config, container, given));
    }

    private record Entry(String name, TensorType type) {}

    private static List<Entry> entries(ModelConfig config) throws ModelRefusedException {
        return switch (config) {
            case Sequential model -> List.of(sequentialEntry(model));
            case Functional model -> functionalEntries(model);
        };
    }

    private static Entry sequentialEntry(Sequential model) throws ModelRefusedException {
        Layer first = model.layers().getFirst();
        if (first.kind() instanceof Kind.Input(TensorType type)) {
            return entry(first.name(), type);
        }
        List<Long> shape = model.buildShape();
        if (shape == null) {
            throw RefusalRule.GRAPH_INVALID.at(
                    "config.json model \"" + model.name() + "\"",
                    "has no input shape; call it on data, or add keras.Input first, and save it again");
        }
        return entry(UNNAMED_INPUT, new TensorType(DType.FLOAT32, new Shape(shape)));
    }

    private static List<Entry> functionalEntries(Functional model) throws ModelRefusedException {
        List<Entry> entries = new ArrayList<>();
        for (ModelConfig.Port port : model.inputs()) {
            Layer layer = model.layers().stream()
                    .filter(each -> each.name().equals(port.tensor().layer()))
                    .findFirst()
                    .orElse(null);
            if (layer == null || !(layer.kind() instanceof Kind.Input(TensorType type))) {
                throw RefusalRule.GRAPH_INVALID.at(
                        "config.json model \"" + model.name() + "\"",
                        "its input \"" + port.tensor().layer() + "\" is not an InputLayer; re-save it with Keras 3");
            }
            entries.add(entry(layer.name(), type));
        }
        return entries;
    }

    private static Entry entry(String name, TensorType type) {
        // A model built on one example says a batch of 1, and yet Keras runs it on any.
        return new Entry(name, new TensorType(type.dtype(), type.shape().with(0, Shape.ANY)));
    }

    private static String outputName(ModelConfig config, int index) {
        String key =
                config instanceof Functional model ? model.outputs().get(index).key() : null;
        return key == null ? "output_" + index : key;
    }
}
