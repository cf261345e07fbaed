package dev.kerasguard.keras.layers.normalization;

import dev.kerasguard.keras.layers.LayerReader;
import java.util.Map;

/** The normalisation layers by class name. */
public final class NormalizationLayers {

    /** All of them. */
    public static final Map<String, LayerReader> ALL = Map.of(
            "BatchNormalization", LayerReader.passingMask(BatchNormalizationLayer::read),
            "GroupNormalization", LayerReader.passingMask(GroupNormalizationLayer::read),
            "LayerNormalization", LayerReader.passingMask(LayerNormalizationLayer::read),
            "RMSNormalization", LayerReader.of(RmsNormalizationLayer::read),
            "SpectralNormalization", SpectralNormalizationLayer::read,
            "UnitNormalization", LayerReader.passingMask(UnitNormalizationLayer::read));

    private NormalizationLayers() {}
}
