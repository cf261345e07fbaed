package dev.kerasguard.keras.graph;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.RefusalRule;
import dev.kerasguard.keras.config.ModelConfig;
import dev.kerasguard.keras.config.ModelConfig.Kind;
import dev.kerasguard.keras.config.ModelConfig.Layer;
import dev.kerasguard.keras.layers.LayerBuilder;
import dev.kerasguard.keras.layers.LayerBuilders;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A model of which every layer was found to be supported, with the path of each layer's weights. Made from the config
 * alone, before any weight is looked at.
 *
 * @param config the model
 * @param steps what each of its layers does, by name and in order
 */
record ModelPlan(ModelConfig config, Map<String, Step> steps) {

    /** What a layer does. */
    sealed interface Step {

        /** A tensor enters here. */
        record Enter() implements Step {}

        /**
         * A layer of Keras.
         *
         * @param weights path of its weights in the file, without the variable's number
         */
        record Build(LayerBuilder builder, String place, String weights) implements Step {}

        /** A model as a layer. */
        record Nest(ModelPlan model) implements Step {}
    }

    /**
     * Plans a model.
     *
     * @param container path of the group that holds the weights of the model's layers
     */
    static ModelPlan of(ModelConfig config, String container) throws ModelRefusedException {
        Map<String, Step> steps = new LinkedHashMap<>();
        WeightPaths paths = new WeightPaths(container);
        for (Layer layer : config.layers()) {
            steps.put(layer.name(), step(layer, paths.next(layer.className())));
        }
        if (steps.isEmpty()) {
            throw RefusalRule.GRAPH_INVALID.at("config.json", "the model has no layers; save it after building it");
        }
        return new ModelPlan(config, steps);
    }

    private static Step step(Layer layer, String path) throws ModelRefusedException {
        return switch (layer.kind()) {
            case Kind.Input _ -> new Step.Enter();
            case Kind.Nested(ModelConfig model) -> new Step.Nest(of(model, path + "/layers"));
            case Kind.Operation(var settings) ->
                new Step.Build(LayerBuilders.of(layer.className(), settings), settings.place(), path + "/vars");
        };
    }
}
