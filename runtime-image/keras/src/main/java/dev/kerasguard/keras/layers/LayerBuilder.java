package dev.kerasguard.keras.layers;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.layers.Value.Leaf;
import java.util.Set;

/** A layer whose settings were read and found good: it adds its operations to a graph, once for each call. */
@FunctionalInterface
public interface LayerBuilder {

    /**
     * Adds the layer's operations.
     *
     * @param scope where to, with the layer's weights
     * @param arguments what it is called with; floating tensors have the layer's compute type
     * @return what the layer gives
     * @throws ModelRefusedException when the arguments do not fit the settings
     */
    Value call(LayerScope scope, Arguments arguments) throws ModelRefusedException;

    /** The keywords, besides {@code inputs}, {@code mask} and {@code training}, that a call may have. */
    default Set<String> keywords() {
        return Set.of();
    }

    /** Whether floating tensors are cast to the layer's compute type before a call. */
    default boolean castsInputs() {
        return true;
    }

    /** Whether a call takes the masks off the tensors that it is called with, also for layers after it. */
    default boolean endsMasks() {
        return false;
    }

    /** A layer that takes one tensor and gives one; a mask goes on to what follows. */
    static LayerBuilder passingMask(TensorLayer layer) {
        return new LayerBuilder() {
            @Override
            public Value call(LayerScope scope, Arguments arguments) throws ModelRefusedException {
                Leaf input = scope.only(arguments);
                return input.with(layer.apply(scope, input.tensor()));
            }

            @Override
            public boolean castsInputs() {
                return layer.castsInputs();
            }
        };
    }
}
