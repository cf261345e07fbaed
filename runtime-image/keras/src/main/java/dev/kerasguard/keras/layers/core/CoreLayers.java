package dev.kerasguard.keras.layers.core;

import dev.kerasguard.keras.layers.LayerReader;
import java.util.Map;

/** The core layers by class name. */
public final class CoreLayers {

    /** All of them. */
    public static final Map<String, LayerReader> ALL = Map.of(
            "Dense", LayerReader.passingMask(DenseLayer::read),
            "EinsumDense", LayerReader.of(EinsumDenseLayer::read),
            "Embedding", LayerReader.of(EmbeddingLayer::read),
            "Identity", LayerReader.passingMask(_ -> (_, input) -> input),
            "Masking", LayerReader.of(MaskingLayer::read),
            "ReversibleEmbedding", LayerReader.of(ReversibleEmbeddingLayer::read));

    private CoreLayers() {}
}
