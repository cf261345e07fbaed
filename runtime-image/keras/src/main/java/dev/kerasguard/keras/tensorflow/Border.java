package dev.kerasguard.keras.tensorflow;

import dev.kerasguard.keras.graph.ArrayOp.Pad;
import dev.kerasguard.keras.graph.ArrayOp.PadMode;
import dev.kerasguard.keras.graph.LinearOp.Padding;
import dev.kerasguard.keras.graph.Tensor;
import java.util.List;
import org.tensorflow.OperationBuilder;

/**
 * What an image's convolution sees beyond the image: zeros that a layer before has added around it need not be in
 * memory, because the convolution can think them. Not for a convolution of each channel by itself: with zeros of its
 * own, oneDNN's ends the process by a failed check in TensorFlow 2.18 (tensor_format.h, "Invalid index from the
 * dimension").
 *
 * @param input what it slides over
 * @param padding TensorFlow's name
 * @param explicit zeros before and after each dimension; empty for what the name says
 */
@SuppressWarnings("ArrayRecordComponent") // Carried to an operation, never compared.
record Border(Tensor input, String padding, long[] explicit) {

    private static final int IMAGE = 4;

    static Border of(Tensor input, Padding padding) {
        boolean padded = padding == Padding.VALID
                && input.rank() == IMAGE
                && input.dtype().isFloating()
                && input.node().op() instanceof Pad(PadMode mode, double value, List<Long> before, List<Long> after)
                && mode == PadMode.CONSTANT
                && value == 0
                && isAround(before)
                && isAround(after);
        if (!padded || !(input.node().op() instanceof Pad pad)) {
            return new Border(input, padding.name(), new long[0]);
        }
        long[] explicit = new long[2 * IMAGE];
        for (int i = 0; i < IMAGE; i++) {
            explicit[2 * i] = pad.before().get(i);
            explicit[2 * i + 1] = pad.after().get(i);
        }
        return new Border(input.node().inputs().getFirst(), "EXPLICIT", explicit);
    }

    /** Says it to an operation. */
    OperationBuilder of(OperationBuilder operation) {
        operation.setAttr("padding", padding);
        return explicit.length == 0 ? operation : operation.setAttr("explicit_paddings", explicit);
    }

    /** Whether there is nothing at the batch and the channels, and nothing negative, which would cut. */
    private static boolean isAround(List<Long> sizes) {
        return sizes.getFirst() == 0 && sizes.getLast() == 0 && sizes.stream().allMatch(size -> size >= 0);
    }
}
