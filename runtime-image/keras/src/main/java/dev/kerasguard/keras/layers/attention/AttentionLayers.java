package dev.kerasguard.keras.layers.attention;

import dev.kerasguard.keras.layers.LayerReader;
import java.util.Map;

/** The attention layers by class name. */
public final class AttentionLayers {

    private static final LayerReader GROUPED = LayerReader.of(GroupedQueryAttentionLayer::read);

    /** All of them; one class is exported under a name that is not its own. */
    public static final Map<String, LayerReader> ALL = Map.of(
            "AdditiveAttention", LayerReader.of(AttentionLayer::additive),
            "Attention", LayerReader.of(AttentionLayer::read),
            "GroupQueryAttention", GROUPED,
            "GroupedQueryAttention", GROUPED,
            "MultiHeadAttention", LayerReader.of(MultiHeadAttentionLayer::read));

    private AttentionLayers() {}
}
