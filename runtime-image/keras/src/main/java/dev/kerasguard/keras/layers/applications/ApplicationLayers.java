package dev.kerasguard.keras.layers.applications;

import dev.kerasguard.keras.layers.LayerReader;
import java.util.Map;

/** The layers of {@code keras.src.applications} by class name; other classes than those of {@code keras.layers}. */
public final class ApplicationLayers {

    /** All of them. */
    public static final Map<String, LayerReader> ALL = Map.of(
            "LayerScale", LayerReader.of(LayerScaleLayer::read),
            "CustomScaleLayer", LayerReader.of(CustomScaleLayer::read));

    private ApplicationLayers() {}
}
