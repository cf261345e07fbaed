package dev.kerasguard.keras.layers;

import dev.kerasguard.keras.LoadLimits;
import dev.kerasguard.keras.config.DtypePolicy;
import dev.kerasguard.keras.graph.GraphBuilder;

/** Where a test calls a layer: the second of a model. */
public final class TestScope {

    /** What refusals call the layer. */
    public static final String PLACE = "config.json layers[1]";

    private TestScope() {}

    /** A layer in float32 without files. */
    public static LayerScope in(GraphBuilder graph) {
        return in(graph, DtypePolicy.FLOAT32, Assets.NONE);
    }

    /** A layer with a dtype policy, and with files beside its weights. */
    public static LayerScope in(GraphBuilder graph, DtypePolicy policy, Assets assets) {
        return new LayerScope(
                graph, PLACE, "layers/x", policy, new WeightTable(assets), new CallBudget(LoadLimits.DEFAULT));
    }
}
