package dev.kerasguard.keras.custom;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.layers.Value;
import java.util.Set;

/** What one layer of an owner's class does when it is called: what {@code call} is in Python. */
@FunctionalInterface
public interface CustomLayer {

    /**
     * Adds the operations of one call; a shared layer is called more than once.
     *
     * <p>A mask goes on to the layers after this one when the layer gives it on, as Keras does with
     * {@code supports_masking = True}: {@code return call.input().with(y)}. {@code return new Value.Leaf(y)} ends it.
     *
     * @param call what it is called with, its weights, and where its operations go
     * @return what it gives: a {@link Value.Leaf}, or {@link Value#of} several tensors
     * @throws ModelRefusedException when it cannot work on what it is called with; see {@link LayerCall#invalid}
     */
    Value call(LayerCall call) throws ModelRefusedException;

    /**
     * The keywords, besides {@code inputs}, {@code mask} and {@code training}, that a call may have; any other is
     * refused.
     */
    default Set<String> keywords() {
        return Set.of();
    }

    /**
     * Whether floating tensors are cast to the layer's compute type first, as Keras does unless {@code autocast=False}.
     */
    default boolean castsInputs() {
        return true;
    }
}
