package dev.kerasguard.keras.layers.merging;

import dev.kerasguard.keras.layers.LayerReader;
import java.util.Map;

/** The merging layers by class name. */
public final class MergingLayers {

    /** All of them. */
    public static final Map<String, LayerReader> ALL = Map.of(
            "Add", merge(MergeLayer.Kind.ADD),
            "Average", merge(MergeLayer.Kind.AVERAGE),
            "Concatenate", LayerReader.of(ConcatenateLayer::read),
            "Dot", LayerReader.of(DotLayer::read),
            "Maximum", merge(MergeLayer.Kind.MAXIMUM),
            "Minimum", merge(MergeLayer.Kind.MINIMUM),
            "Multiply", merge(MergeLayer.Kind.MULTIPLY),
            "Subtract", merge(MergeLayer.Kind.SUBTRACT));

    private MergingLayers() {}

    private static LayerReader merge(MergeLayer.Kind kind) {
        return LayerReader.of(_ -> new MergeLayer(kind));
    }
}
