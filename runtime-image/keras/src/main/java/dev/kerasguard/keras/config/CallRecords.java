package dev.kerasguard.keras.config;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.RefusalRule;
import dev.kerasguard.keras.config.ModelConfig.Functional;
import dev.kerasguard.keras.config.ModelConfig.Kind;
import dev.kerasguard.keras.config.ModelConfig.Layer;

/**
 * Keras 3.2 wrote down every tensor as one of its layer's first call, so that a file of a model that calls a layer
 * twice tells another model. Keras itself loads it without a word and answers otherwise than before saving.
 */
public final class CallRecords {

    private CallRecords() {}

    /**
     * Refuses a model whose calls were lost.
     *
     * @param kerasVersion the Keras that wrote the file
     */
    public static void check(ModelConfig model, String kerasVersion) throws ModelRefusedException {
        if (kerasVersion.startsWith("3.2.")) {
            check(model);
        }
    }

    private static void check(ModelConfig model) throws ModelRefusedException {
        for (Layer layer : model.layers()) {
            if (model instanceof Functional && layer.calls().size() > 1) {
                throw RefusalRule.GRAPH_INVALID.at(
                        "config.json model \"" + model.name() + "\" \"" + layer.name() + "\"",
                        "is called more than once in a file of Keras 3.2, which did not write down which call is"
                                + " which; build the model with its code and save it with a later Keras");
            }
            if (layer.kind() instanceof Kind.Nested(ModelConfig nested)) {
                check(nested);
            }
        }
    }
}
