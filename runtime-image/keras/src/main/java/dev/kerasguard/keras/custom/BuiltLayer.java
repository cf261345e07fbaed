package dev.kerasguard.keras.custom;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.RefusalRule;
import dev.kerasguard.keras.graph.ShapeException;
import dev.kerasguard.keras.layers.Arguments;
import dev.kerasguard.keras.layers.LayerBuilder;
import dev.kerasguard.keras.layers.LayerScope;
import dev.kerasguard.keras.layers.Value;
import java.util.Objects;
import java.util.Set;

/**
 * An owner's layer among those of Keras: whatever its code throws refuses the model and harms nothing else.
 *
 * @param builder what read it
 * @param layer what it does
 */
record BuiltLayer(CustomLayerBuilder builder, CustomLayer layer) implements LayerBuilder {
    BuiltLayer {
        Objects.requireNonNull(layer, "read gave null");
    }

    @Override
    public Value call(LayerScope scope, Arguments arguments) throws ModelRefusedException {
        try {
            return Objects.requireNonNull(layer.call(new LayerCall(scope, arguments)), "call gave null");
        } catch (ShapeException e) {
            throw e;
        } catch (RuntimeException e) {
            throw failed(scope.place(), builder, e);
        }
    }

    @Override
    public Set<String> keywords() {
        return layer.keywords();
    }

    @Override
    public boolean castsInputs() {
        return layer.castsInputs();
    }

    static ModelRefusedException failed(String place, CustomLayerBuilder builder, RuntimeException e) {
        return RefusalRule.CUSTOM_OBJECT.at(
                place,
                "its builder " + builder.getClass().getName() + " failed: " + e
                        + "; mend the builder, or export as SavedModel with model.export()");
    }
}
