package dev.kerasguard.keras.layers.convolution;

import dev.kerasguard.keras.layers.LayerReader;
import java.util.Map;

/** The convolutions by class name. */
public final class ConvolutionLayers {

    /** All of them. */
    public static final Map<String, LayerReader> ALL = Map.of(
            "Conv1D", LayerReader.of(settings -> ConvLayer.read(settings, 1)),
            "Conv2D", LayerReader.of(settings -> ConvLayer.read(settings, 2)),
            "Conv3D", LayerReader.of(settings -> ConvLayer.read(settings, 3)),
            "Conv1DTranspose", LayerReader.of(settings -> ConvTransposeLayer.read(settings, 1)),
            "Conv2DTranspose", LayerReader.of(settings -> ConvTransposeLayer.read(settings, 2)),
            "Conv3DTranspose", LayerReader.of(settings -> ConvTransposeLayer.read(settings, 3)),
            "DepthwiseConv1D", LayerReader.of(settings -> DepthwiseConvLayer.read(settings, 1)),
            "DepthwiseConv2D", LayerReader.of(settings -> DepthwiseConvLayer.read(settings, 2)),
            "SeparableConv1D", LayerReader.of(settings -> SeparableConvLayer.read(settings, 1)),
            "SeparableConv2D", LayerReader.of(settings -> SeparableConvLayer.read(settings, 2)));

    private ConvolutionLayers() {}
}
