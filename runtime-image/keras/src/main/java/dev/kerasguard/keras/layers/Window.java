package dev.kerasguard.keras.layers;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.config.Settings.Pair;
import java.util.List;
import java.util.Locale;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/**
 * What slides over an image: the settings that convolutions and poolings share.
 *
 * @param size rows and columns that it covers
 * @param strides how far it moves
 * @param dilation distance of the points that it covers
 * @param padding SAME or VALID
 */
record Window(Pair size, Pair strides, Pair dilation, String padding) {

    private static final Pair ONE = new Pair(1, 1);

    static Window read(Settings settings, String sizeKey, boolean stridesDefaultToSize) throws ModelRefusedException {
        if (!settings.has(sizeKey)) {
            throw settings.invalid(sizeKey, "must be one or two whole numbers");
        }
        requireChannelsLast(settings);
        Pair size = settings.pair(sizeKey, 1, ONE);
        Pair strides = settings.pair("strides", 1, stridesDefaultToSize ? size : ONE);
        Pair dilation = settings.pair("dilation_rate", 1, ONE);
        if (!strides.equals(ONE) && !dilation.equals(ONE)) {
            throw settings.unsupported("dilation_rate", "1 where strides are above 1, as in Keras");
        }
        String padding = settings.string("padding", "valid");
        if (!padding.equals("same") && !padding.equals("valid")) {
            throw settings.unsupported("padding", "same, valid");
        }
        return new Window(size, strides, dilation, padding.toUpperCase(Locale.ROOT));
    }

    static void requireChannelsLast(Settings settings) throws ModelRefusedException {
        if (!settings.string("data_format", "channels_last").equals("channels_last")) {
            throw settings.unsupported("data_format", "channels_last");
        }
    }

    /** The window must fit into the image, which TensorFlow would say less clearly. */
    void check(LayerScope scope, Operand<TFloat32> image) throws ModelRefusedException {
        if (padding.equals("VALID")) {
            check(scope, image.shape().get(1), (size.rows() - 1L) * dilation.rows() + 1);
            check(scope, image.shape().get(2), (size.columns() - 1L) * dilation.columns() + 1);
        }
    }

    private static void check(LayerScope scope, long image, long window) throws ModelRefusedException {
        if (image != Shape.UNKNOWN_SIZE && window > image) {
            throw scope.invalid("its window of " + window + " is larger than the image of " + image);
        }
    }

    List<Long> strideList() {
        return List.of(1L, (long) strides.rows(), (long) strides.columns(), 1L);
    }

    List<Long> dilationList() {
        return List.of(1L, (long) dilation.rows(), (long) dilation.columns(), 1L);
    }
}
