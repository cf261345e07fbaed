package dev.kerasguard.keras.layers.spatial;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.LinearOp.Padding;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * What slides over a sequence, an image or a volume: the settings that convolutions and poolings share.
 *
 * @param size how many elements it covers in each dimension
 * @param strides how far it moves in each dimension
 * @param dilations the distance of the elements that it covers in each dimension
 * @param padding what happens at the borders; meaningless where {@code causal}
 * @param causal whether nothing that comes later is covered, so that zeros are added only before the beginning
 */
public record Window(
        List<Integer> size, List<Integer> strides, List<Integer> dilations, Padding padding, boolean causal) {

    /** Elements from end to end, of all dimensions together: WaveNet's longest is 1,024, DeepLab's 37 by 37. */
    private static final long MAX_COVERED = 1L << 20;

    public Window {
        size = List.copyOf(size);
        strides = List.copyOf(strides);
        dilations = List.copyOf(dilations);
    }

    /** The window of a convolution over so many dimensions. */
    public static Window ofConvolution(Settings settings, int rank) throws ModelRefusedException {
        List<Integer> ones = Collections.nCopies(rank, 1);
        return read(
                settings,
                sizes(settings, "kernel_size", rank),
                settings.sizes("strides", rank, 1, ones),
                settings.sizes("dilation_rate", rank, 1, ones));
    }

    /** The window of a pooling over so many dimensions, which moves by its size where nothing else is said. */
    public static Window ofPooling(Settings settings, int rank) throws ModelRefusedException {
        List<Integer> size = sizes(settings, "pool_size", rank);
        return read(settings, size, settings.sizes("strides", rank, 1, size), Collections.nCopies(rank, 1));
    }

    /** Refuses strides together with dilation, which Keras cannot do for this layer. */
    public Window requireStridesOrDilation(Settings settings) throws ModelRefusedException {
        if (Collections.max(strides) > 1 && Collections.max(dilations) > 1) {
            throw settings.unsupported("dilation_rate", "1 where strides are above 1, as in Keras");
        }
        return this;
    }

    /** Refuses causal padding, which Keras has for Conv1D only. */
    public Window requireSymmetric(Settings settings) throws ModelRefusedException {
        if (causal) {
            throw settings.unsupported("padding", "same, valid");
        }
        return this;
    }

    /** How many dimensions it slides over. */
    public int rank() {
        return size.size();
    }

    /** From its first element to its last one, in one dimension. */
    public long covered(int dimension) {
        return (size.get(dimension) - 1L) * dilations.get(dimension) + 1;
    }

    /** The shape of a kernel with these two dimensions after the window's. */
    public long[] kernel(long second, long last) {
        long[] shape = new long[rank() + 2];
        for (int i = 0; i < rank(); i++) {
            shape[i] = size.get(i);
        }
        shape[rank()] = second;
        shape[rank() + 1] = last;
        return shape;
    }

    private static List<Integer> sizes(Settings settings, String key, int rank) throws ModelRefusedException {
        if (!settings.has(key)) {
            throw settings.invalid(key, "must be there");
        }
        return settings.sizes(key, rank, 1, List.of());
    }

    private static Window read(Settings settings, List<Integer> size, List<Integer> strides, List<Integer> dilations)
            throws ModelRefusedException {
        String padding = settings.string("padding", "valid").toLowerCase(Locale.ROOT);
        Window window = switch (padding) {
            case "valid" -> new Window(size, strides, dilations, Padding.VALID, false);
            case "same" -> new Window(size, strides, dilations, Padding.SAME, false);
            case "causal" -> new Window(size, strides, dilations, Padding.VALID, true);
            default -> throw settings.unsupported("padding", "same, valid, and causal for Conv1D");
        };
        long covered = 1;
        for (int i = 0; i < window.rank(); i++) {
            covered = Math.multiplyHigh(covered, window.covered(i)) != 0 ? Long.MAX_VALUE : covered * window.covered(i);
            if (covered > MAX_COVERED || covered < 0) {
                throw settings.invalid(
                        "padding", "belongs to a window that covers more than " + MAX_COVERED + " elements");
            }
        }
        return window;
    }
}
