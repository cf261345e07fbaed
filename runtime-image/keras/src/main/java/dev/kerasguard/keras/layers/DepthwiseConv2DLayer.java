package dev.kerasguard.keras.layers;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.config.Settings.Pair;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** {@code DepthwiseConv2D}. Weights: kernel (rows, columns, in, multiplier), bias (in * multiplier). */
record DepthwiseConv2DLayer(Window window, int multiplier, boolean bias, Activation activation)
        implements LayerBuilder {

    static DepthwiseConv2DLayer read(Settings settings) throws ModelRefusedException {
        return new DepthwiseConv2DLayer(
                window(settings),
                settings.integer("depth_multiplier", 1, 1),
                settings.bool("use_bias", true),
                Activation.optional(settings));
    }

    /** The window of a depthwise convolution: TensorFlow's operation knows one stride and no dilation on a CPU. */
    static Window window(Settings settings) throws ModelRefusedException {
        Window window = Window.read(settings, "kernel_size", false);
        if (!window.dilation().equals(new Pair(1, 1))) {
            throw settings.unsupported("dilation_rate", "1");
        }
        if (window.strides().rows() != window.strides().columns()) {
            throw settings.unsupported("strides", "the same for rows and columns");
        }
        return window;
    }

    @Override
    public Operand<TFloat32> build(LayerScope scope, List<Operand<TFloat32>> inputs) throws ModelRefusedException {
        Operand<TFloat32> image = scope.onlyImage(inputs);
        window.check(scope, image);
        long channels = scope.size(image, 3);
        Operand<TFloat32> kernel =
                scope.weight(0, window.size().rows(), window.size().columns(), channels, multiplier);
        Operand<TFloat32> product =
                scope.tf().nn.depthwiseConv2dNative(image, kernel, window.strideList(), window.padding());
        return activation.apply(scope.tf(), bias ? Bias.add(scope, product, 1, channels * multiplier) : product);
    }
}
