package dev.kerasguard.keras.layers;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.nn.Conv2d;
import org.tensorflow.types.TFloat32;

/** {@code Conv2D}. Weights: kernel (rows, columns, in / groups, filters), bias (filters). */
record Conv2DLayer(Window window, int filters, int groups, boolean bias, Activation activation)
        implements LayerBuilder {

    private static final int MAX_GROUPS = 4_096;

    static Conv2DLayer read(Settings settings) throws ModelRefusedException {
        int filters = settings.integer("filters", 1);
        int groups = settings.integer("groups", 1, 1);
        if (groups > MAX_GROUPS || filters % groups != 0) {
            throw settings.invalid("groups", "must divide the filters and be at most " + MAX_GROUPS);
        }
        return new Conv2DLayer(
                Window.read(settings, "kernel_size", false),
                filters,
                groups,
                settings.bool("use_bias", true),
                Activation.optional(settings));
    }

    @Override
    public Operand<TFloat32> build(LayerScope scope, List<Operand<TFloat32>> inputs) throws ModelRefusedException {
        Operand<TFloat32> image = scope.onlyImage(inputs);
        window.check(scope, image);
        long channels = scope.size(image, 3);
        if (channels % groups != 0) {
            throw scope.invalid("has " + groups + " groups, which do not divide the " + channels + " channels");
        }
        Operand<TFloat32> kernel =
                scope.weight(0, window.size().rows(), window.size().columns(), channels / groups, filters);
        Operand<TFloat32> product =
                groups == 1 ? convolve(scope.tf(), image, kernel) : convolveGroups(scope.tf(), image, kernel);
        return activation.apply(scope.tf(), bias ? Bias.add(scope, product, 1, filters) : product);
    }

    private Operand<TFloat32> convolve(Ops tf, Operand<TFloat32> image, Operand<TFloat32> kernel) {
        return tf.nn.conv2d(
                image, kernel, window.strideList(), window.padding(), Conv2d.dilations(window.dilationList()));
    }

    /** TensorFlow's own grouped convolution needs XLA on a CPU. */
    private Operand<TFloat32> convolveGroups(Ops tf, Operand<TFloat32> image, Operand<TFloat32> kernel) {
        Operand<org.tensorflow.types.TInt32> channels = tf.constant(3);
        List<org.tensorflow.Output<TFloat32>> images =
                tf.split(channels, image, (long) groups).output();
        List<org.tensorflow.Output<TFloat32>> kernels =
                tf.split(channels, kernel, (long) groups).output();
        List<Operand<TFloat32>> products = new ArrayList<>();
        for (int i = 0; i < groups; i++) {
            products.add(convolve(tf, images.get(i), kernels.get(i)));
        }
        return tf.concat(products, channels);
    }
}
