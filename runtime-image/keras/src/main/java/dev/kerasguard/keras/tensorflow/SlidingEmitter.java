package dev.kerasguard.keras.tensorflow;

import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.LinearOp.Conv;
import dev.kerasguard.keras.graph.LinearOp.DepthwiseConv;
import dev.kerasguard.keras.graph.LinearOp.Padding;
import dev.kerasguard.keras.graph.Shape;
import dev.kerasguard.keras.graph.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.tensorflow.Output;
import org.tensorflow.proto.DataType;

/**
 * Convolutions that TensorFlow has no kernels for on a CPU: dilated ones, except of planes, and depthwise ones whose
 * strides differ. A dilated one becomes one of the pictures that each d-th element makes; strides become a choice among
 * the results of stride 1.
 */
final class SlidingEmitter {

    /** A convolution of stride 1, without dilation and padding, of what it is given. */
    @FunctionalInterface
    interface Plain {
        Output<?> of(Output<?> x, Padding padding);
    }

    private SlidingEmitter() {}

    static Output<?> depthwise(Emission to, Tensor input, Tensor kernel, DepthwiseConv conv) {
        List<Integer> strides = conv.strides();
        boolean dilated = Collections.max(conv.dilations()) > 1;
        boolean even = strides.stream().distinct().count() == 1;
        if (!dilated && even) {
            return native2d(to, input, to.of(input), kernel, strides, conv.padding());
        }
        List<Integer> ones = List.of(1, 1);
        Plain plain = (x, padding) -> native2d(to, input, x, kernel, ones, padding);
        Output<?> y = dilated
                ? dilated(to, input, kernel, conv.dilations(), conv.padding(), plain)
                : plain.of(to.of(input), conv.padding());
        return Collections.max(strides) == 1 ? y : strided(to, input, kernel, conv, y);
    }

    private static Output<?> native2d(
            Emission to, Tensor input, Output<?> x, Tensor kernel, List<Integer> strides, Padding padding) {
        return to.build(to.typed("DepthwiseConv2dNative", input.dtype(), x, to.of(kernel))
                .setAttr("strides", Emission.around(strides))
                .setAttr("padding", padding.name()));
    }

    /** A dilated convolution of a volume, of stride 1. */
    static Output<?> volume(Emission to, Tensor input, Tensor kernel, Conv conv, Plain plain) {
        return dilated(to, input, kernel, conv.dilations(), conv.padding(), plain);
    }

    private static Output<?> dilated(
            Emission to, Tensor input, Tensor kernel, List<Integer> dilations, Padding padding, Plain plain) {
        List<Output<?>> pads = new ArrayList<>();
        List<Output<?>> crops = new ArrayList<>();
        for (int i = 0; i < dilations.size(); i++) {
            long dilation = dilations.get(i);
            long reach = padding == Padding.SAME ? (kernel.size(i) - 1) * dilation : 0;
            Output<?> rest = rest(to, input, i + 1, reach, dilation);
            pads.add(to.constant(DType.INT32, reach / 2));
            pads.add(to.op("AddV2", DType.INT32, rest, to.constant(DType.INT32, reach - reach / 2)));
            crops.add(to.constant(DType.INT32, 0));
            crops.add(rest);
        }
        Output<?> blocks = to.ints(dilations);
        Output<?> apart = moved(to, "SpaceToBatchND", input.dtype(), to.of(input), blocks, pads, "Tpaddings");
        return moved(to, "BatchToSpaceND", input.dtype(), plain.of(apart, Padding.VALID), blocks, crops, "Tcrops");
    }

    private static Output<?> moved(
            Emission to,
            String type,
            DType dtype,
            Output<?> x,
            Output<?> blocks,
            List<Output<?>> borders,
            String borderType) {
        Output<?> pairs = to.build(to.typed("Reshape", DType.INT32, to.pack(borders), to.ints(borders.size() / 2, 2))
                .setAttr("Tshape", DataType.DT_INT32));
        return to.build(to.typed(type, dtype, x, blocks, pairs)
                .setAttr("Tblock_shape", DataType.DT_INT32)
                .setAttr(borderType, DataType.DT_INT32));
    }

    /** What is missing to a multiple of the dilation. */
    private static Output<?> rest(Emission to, Tensor input, int axis, long reach, long dilation) {
        long size = input.size(axis);
        if (size != Shape.ANY) {
            return to.constant(DType.INT32, Math.floorMod(-(size + reach), dilation));
        }
        Output<?> all = to.op("AddV2", DType.INT32, to.size(input, axis), to.constant(DType.INT32, reach));
        return to.op("FloorMod", DType.INT32, to.op("Neg", DType.INT32, all), to.constant(DType.INT32, dilation));
    }

    /** Every so many of the results of stride 1, from where the first window of the strides lies. */
    private static Output<?> strided(Emission to, Tensor input, Tensor kernel, DepthwiseConv conv, Output<?> y) {
        List<Output<?>> begin = new ArrayList<>();
        begin.add(to.constant(DType.INT32, 0));
        for (int i = 0; i < 2; i++) {
            long stride = conv.strides().get(i);
            long reach = (kernel.size(i) - 1) * conv.dilations().get(i);
            begin.add(
                    conv.padding() == Padding.SAME
                            ? first(to, input, i + 1, reach, stride)
                            : to.constant(DType.INT32, 0));
        }
        begin.add(to.constant(DType.INT32, 0));
        return to.build(to.typed(
                        "StridedSlice",
                        input.dtype(),
                        y,
                        to.pack(begin),
                        to.ints(0, 0, 0, 0),
                        to.ints(1, conv.strides().getFirst(), conv.strides().getLast(), 1))
                .setAttr("Index", DataType.DT_INT32)
                .setAttr("end_mask", 15));
    }

    /**
     * With stride 1, reach / 2 elements are added before the first; with a stride, half of what the last window goes
     * beyond the end.
     */
    private static Output<?> first(Emission to, Tensor input, int axis, long reach, long stride) {
        long size = input.size(axis);
        if (size != Shape.ANY) {
            long beyond = Math.max((size + stride - 1) / stride * stride - stride + reach + 1 - size, 0);
            return to.constant(DType.INT32, reach / 2 - beyond / 2);
        }
        Output<?> n = to.size(input, axis);
        // The last window begins (size - 1) mod stride before the last element.
        Output<?> last = to.op(
                "FloorMod",
                DType.INT32,
                to.op("Sub", DType.INT32, n, to.constant(DType.INT32, 1)),
                to.constant(DType.INT32, stride));
        Output<?> beyond = to.op(
                "Maximum",
                DType.INT32,
                to.op("Sub", DType.INT32, to.constant(DType.INT32, reach), last),
                to.constant(DType.INT32, 0));
        Output<?> half = to.op("FloorDiv", DType.INT32, beyond, to.constant(DType.INT32, 2));
        return to.op("Sub", DType.INT32, to.constant(DType.INT32, reach / 2), half);
    }
}
