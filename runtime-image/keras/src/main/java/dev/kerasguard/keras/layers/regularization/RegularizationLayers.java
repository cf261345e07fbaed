package dev.kerasguard.keras.layers.regularization;

import dev.kerasguard.keras.layers.LayerReader;
import dev.kerasguard.keras.layers.TensorLayer;
import java.util.Map;

/** The regularisation layers by class name: a model that answers does not train, so they do nothing. */
public final class RegularizationLayers {

    private static final LayerReader NOTHING = LayerReader.passingMask(_ -> (_, input) -> input);

    /** All of them. */
    public static final Map<String, LayerReader> ALL = Map.of(
            "ActivityRegularization", NOTHING,
            "AlphaDropout", NOTHING,
            "Dropout", NOTHING,
            "GaussianDropout", NOTHING,
            "GaussianNoise", NOTHING,
            "SpatialDropout1D", spatial(3, "batch, steps, channels"),
            "SpatialDropout2D", spatial(4, "batch, rows, columns, channels"),
            "SpatialDropout3D", spatial(5, "batch, three dimensions, channels"));

    private RegularizationLayers() {}

    private static LayerReader spatial(int rank, String dimensions) {
        TensorLayer checked = (scope, input) -> {
            scope.requireRank(input, rank, dimensions);
            return input;
        };
        return LayerReader.passingMask(_ -> checked);
    }
}
