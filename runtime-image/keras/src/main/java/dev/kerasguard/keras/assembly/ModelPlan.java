package dev.kerasguard.keras.assembly;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.RefusalRule;
import dev.kerasguard.keras.config.DtypePolicy;
import dev.kerasguard.keras.config.KerasObject;
import dev.kerasguard.keras.config.ModelConfig;
import dev.kerasguard.keras.config.ModelConfig.Kind;
import dev.kerasguard.keras.config.ModelConfig.Layer;
import dev.kerasguard.keras.layers.LayerBuilder;
import dev.kerasguard.keras.layers.LayerCatalog;
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
         * A layer, an operation or a model of Keras.
         *
         * @param weights name of the group of its weights, in the group of its model's layers
         */
        record Build(LayerBuilder builder, DtypePolicy policy, String place, String weights) implements Step {}
    }

    /**
     * Plans a model.
     *
     * @param refusals gets what is wrong with single layers; a plan with refusals cannot be called
     */
    static ModelPlan of(ModelConfig config, LayerCatalog catalog, Refusals refusals) throws ModelRefusedException {
        Map<String, Step> steps = new LinkedHashMap<>();
        WeightPaths paths = new WeightPaths();
        for (Layer layer : config.layers()) {
            String path = paths.next(layer.className());
            try {
                steps.put(layer.name(), step(layer, path, catalog, refusals));
            } catch (ModelRefusedException e) {
                refusals.add(e);
            }
        }
        if (config.layers().isEmpty()) {
            throw RefusalRule.GRAPH_INVALID.at("config.json", "the model has no layers; save it after building it");
        }
        return new ModelPlan(config, steps);
    }

    private static Step step(Layer layer, String path, LayerCatalog catalog, Refusals refusals)
            throws ModelRefusedException {
        return switch (layer.kind()) {
            case Kind.Input _ -> new Step.Enter();
            case Kind.Nested(ModelConfig model) ->
                new Step.Build(
                        new ModelLayer(of(model, catalog, refusals), LayerObserver.NONE),
                        DtypePolicy.FLOAT32,
                        "config.json model \"" + model.name() + "\"",
                        path);
            case Kind.Operation(var object) ->
                new Step.Build(catalog.read(object), policy(object), object.place(), path);
        };
    }

    /** The setting {@code dtype} of an operation is one of its own, and no policy. */
    private static DtypePolicy policy(KerasObject object) throws ModelRefusedException {
        return object.module().startsWith("keras.src.ops.") ? DtypePolicy.FLOAT32 : DtypePolicy.read(object.config());
    }
}
