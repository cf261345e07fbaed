package dev.kerasguard.keras.assembly;

import dev.kerasguard.keras.LoadLimits;
import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.ServableModel;
import dev.kerasguard.keras.custom.CustomLayers;
import dev.kerasguard.keras.optimization.OptimizedGraph;
import dev.kerasguard.keras.tensorflow.TensorFlowModel;
import dev.kerasguard.keras.weights.WeightFile;
import org.tensorflow.proto.ConfigProto;

/** Makes a model of Keras answer: its config as a graph, its weights from the file, and TensorFlow to run them. */
public final class KerasModelBuilder {

    private KerasModelBuilder() {}

    /**
     * Builds a model; the caller closes it.
     *
     * @param file what was read
     * @param limits what it may cost
     * @param custom the owner's own layers
     * @param session how the session may use the machine
     */
    public static ServableModel build(ModelFile file, LoadLimits limits, CustomLayers custom, ConfigProto session)
            throws ModelRefusedException {
        Refusals refusals = new Refusals();
        KerasGraph graph = graph(file, refusals, limits, custom);
        StoredWeights weights = bind(graph, file, refusals, limits);
        refusals.throwFirst();
        OptimizedGraph optimized = OptimizedGraph.of(graph.signature(), graph.nodes());
        return TensorFlowModel.open(
                file.format(),
                optimized.signature(),
                optimized.nodes(),
                weights.values(),
                weights.parameters(),
                session);
    }

    /**
     * The graph of a model.
     *
     * @param refusals gets everything that is wrong with single layers, the first of which is thrown, and all that is
     *     wrong with the weights
     * @param custom the owner's own layers
     */
    public static KerasGraph vet(ModelFile file, Refusals refusals, LoadLimits limits, CustomLayers custom)
            throws ModelRefusedException {
        KerasGraph graph = graph(file, refusals, limits, custom);
        bind(graph, file, refusals, limits);
        return graph;
    }

    private static KerasGraph graph(ModelFile file, Refusals refusals, LoadLimits limits, CustomLayers custom)
            throws ModelRefusedException {
        return KerasGraph.of(file.config(), container(file.weights()), file.assets(), refusals, limits, custom);
    }

    private static StoredWeights bind(KerasGraph graph, ModelFile file, Refusals refusals, LoadLimits limits)
            throws ModelRefusedException {
        return StoredWeights.bind(graph.weights(), file, container(file.weights()), limits, refusals);
    }

    /** The group of the layers' weights: Keras up to 3.2 called it otherwise. */
    static String container(WeightFile stored) {
        String old = "_layer_checkpoint_dependencies";
        boolean isOld = stored instanceof WeightFile.ByPath(var _, var arrays)
                && arrays.keySet().stream().anyMatch(path -> path.startsWith(old + "/"));
        return isOld ? old : "layers";
    }
}
