package dev.kerasguard.keras.layers.attention;

import dev.kerasguard.keras.layers.LayerReader;
import java.util.Map;

/** The attention layers by class name. */
public final class AttentionLayers {

    /** All of them, by the names under which Keras exports them: one class has another name of its own. */
    public static final Map<String, LayerReader> ALL = Map.of(
            "AdditiveAttention", LayerReader.of(AttentionLayer::additive),
            "Attention", LayerReader.of(AttentionLayer::read),
            "GroupQueryAttention", LayerReader.of(GroupedQueryAttentionLayer::read),
            "MultiHeadAttention", LayerReader.of(MultiHeadAttentionLayer::read));

    private AttentionLayers() {}
}
