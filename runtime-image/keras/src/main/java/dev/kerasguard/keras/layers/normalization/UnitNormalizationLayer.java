package dev.kerasguard.keras.layers.normalization;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.LayerScope;
import dev.kerasguard.keras.layers.TensorLayer;
import dev.kerasguard.keras.layers.UnitNorm;
import java.util.List;

/** {@code UnitNormalization}: divided by the Euclidean length along some axes. */
record UnitNormalizationLayer(List<Integer> axes) implements TensorLayer {

    private static final double EPSILON = 1e-12;

    static UnitNormalizationLayer read(Settings settings) throws ModelRefusedException {
        return new UnitNormalizationLayer(Statistics.axes(settings));
    }

    @Override
    public Tensor apply(LayerScope scope, Tensor input) throws ModelRefusedException {
        int[] front = Statistics.front(scope, axes, input);
        return UnitNorm.apply(scope.graph(), scope.floating(input), EPSILON, front);
    }
}
