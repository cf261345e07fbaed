package dev.kerasguard.keras.layers;

import dev.kerasguard.keras.layers.activation.ActivationLayers;
import dev.kerasguard.keras.layers.attention.AttentionLayers;
import dev.kerasguard.keras.layers.convolution.ConvolutionLayers;
import dev.kerasguard.keras.layers.core.CoreLayers;
import dev.kerasguard.keras.layers.merging.MergingLayers;
import dev.kerasguard.keras.layers.normalization.NormalizationLayers;
import dev.kerasguard.keras.layers.pooling.PoolingLayers;
import dev.kerasguard.keras.layers.preprocessing.CategoryLayers;
import dev.kerasguard.keras.layers.preprocessing.ImageLayers;
import dev.kerasguard.keras.layers.regularization.RegularizationLayers;
import dev.kerasguard.keras.layers.reshaping.ReshapingLayers;
import dev.kerasguard.keras.layers.rnn.RecurrentLayers;
import java.util.List;
import java.util.NavigableMap;

/** The allowlist: every class of {@code keras.layers} that can be built. */
public final class KerasLayers {

    /** By class name. */
    public static final NavigableMap<String, LayerReader> ALL = LayerReader.joined(List.of(
            CoreLayers.ALL,
            ActivationLayers.ALL,
            AttentionLayers.ALL,
            MergingLayers.ALL,
            NormalizationLayers.ALL,
            RegularizationLayers.ALL,
            ConvolutionLayers.ALL,
            PoolingLayers.ALL,
            ReshapingLayers.ALL,
            ImageLayers.ALL,
            RecurrentLayers.ALL,
            CategoryLayers.ALL));

    private KerasLayers() {}
}
