package dev.kerasguard.keras.layers;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * {@code SeparableConv2D}: depthwise, then pointwise. Weights: depthwise kernel (rows, columns, in, multiplier),
 * pointwise kernel (1, 1, in * multiplier, filters), bias (filters).
 */
record SeparableConv2DLayer(Window window, int multiplier, int filters, boolean bias, Activation activation)
        implements LayerBuilder {

    static SeparableConv2DLayer read(Settings settings) throws ModelRefusedException {
        return new SeparableConv2DLayer(
                DepthwiseConv2DLayer.window(settings),
                settings.integer("depth_multiplier", 1, 1),
                settings.integer("filters", 1),
                settings.bool("use_bias", true),
                Activation.optional(settings));
    }

    @Override
    public Operand<TFloat32> build(LayerScope scope, List<Operand<TFloat32>> inputs) throws ModelRefusedException {
        Operand<TFloat32> image = scope.onlyImage(inputs);
        window.check(scope, image);
        long channels = scope.size(image, 3);
        Operand<TFloat32> depthwise = scope.tf()
                .nn
                .depthwiseConv2dNative(
                        image,
                        scope.weight(0, window.size().rows(), window.size().columns(), channels, multiplier),
                        window.strideList(),
                        window.padding());
        Operand<TFloat32> product = scope.tf()
                .nn
                .conv2d(
                        depthwise,
                        scope.weight(1, 1, 1, channels * multiplier, filters),
                        List.of(1L, 1L, 1L, 1L),
                        "VALID");
        return activation.apply(scope.tf(), bias ? Bias.add(scope, product, 2, filters) : product);
    }
}
