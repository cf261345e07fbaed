package dev.kerasguard.keras.assembly;

import dev.kerasguard.keras.LoadLimits;
import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.KerasObject;
import dev.kerasguard.keras.config.ModelConfigReader;
import dev.kerasguard.keras.custom.CustomLayers;
import dev.kerasguard.keras.layers.KerasLayers;
import dev.kerasguard.keras.layers.LayerBuilder;
import dev.kerasguard.keras.layers.LayerCatalog;
import dev.kerasguard.keras.layers.LayerReader;
import dev.kerasguard.keras.layers.applications.ApplicationLayers;
import dev.kerasguard.keras.operations.KerasOperations;

/** Finds layers and operations of Keras, and models that are used as layers. */
final class StandardCatalog implements LayerCatalog {

    private final Refusals refusals;
    private final LoadLimits limits;
    private final CustomLayers custom;

    /**
     * @param refusals gets what is wrong with single layers of models that layers hold
     * @param custom the owner's own layers
     */
    StandardCatalog(Refusals refusals, LoadLimits limits, CustomLayers custom) {
        this.refusals = refusals;
        this.limits = limits;
        this.custom = custom;
    }

    @Override
    public LayerBuilder read(KerasObject object) throws ModelRefusedException {
        if (ModelConfigReader.isModel(object)) {
            return new ModelLayer(
                    ModelPlan.of(ModelConfigReader.nested(object, limits), this, refusals), LayerObserver.NONE);
        }
        if (object.isCustom()) {
            return custom.read(object, this);
        }
        LayerReader reader = null;
        if (object.module().equals("keras.layers")) {
            reader = KerasLayers.ALL.get(object.className());
        } else if (object.module().startsWith("keras.src.applications.")) {
            reader = ApplicationLayers.ALL.get(object.className());
        } else if (object.module().startsWith("keras.src.ops.")) {
            reader = KerasOperations.ALL.get(object.className());
        }
        if (reader == null) {
            throw object.refused("is not among the layers and operations");
        }
        return reader.read(object.config(), this);
    }
}
