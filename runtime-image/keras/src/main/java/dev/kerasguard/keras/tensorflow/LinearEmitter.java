package dev.kerasguard.keras.tensorflow;

import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.LinearOp;
import dev.kerasguard.keras.graph.LinearOp.BiasAdd;
import dev.kerasguard.keras.graph.LinearOp.Conv;
import dev.kerasguard.keras.graph.LinearOp.ConvTranspose;
import dev.kerasguard.keras.graph.LinearOp.DepthwiseConv;
import dev.kerasguard.keras.graph.LinearOp.Einsum;
import dev.kerasguard.keras.graph.LinearOp.MatMul;
import dev.kerasguard.keras.graph.LinearOp.Pool;
import dev.kerasguard.keras.graph.LinearOp.PoolKind;
import dev.kerasguard.keras.graph.Node;
import dev.kerasguard.keras.graph.Shape;
import dev.kerasguard.keras.graph.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.tensorflow.Operation;
import org.tensorflow.Output;
import org.tensorflow.proto.DataType;

/** Matrix products, convolutions and poolings. */
final class LinearEmitter {

    private LinearEmitter() {}

    static Output<?> emit(Emission to, Node node, LinearOp op) {
        Tensor first = node.inputs().getFirst();
        Tensor last = node.inputs().getLast();
        return switch (op) {
            case MatMul product -> matMul(to, first, last, product);
            case Einsum(String equation) ->
                to.build(to.builder("Einsum")
                        .addInputList(node.inputs().stream().map(to::of).toArray(Output<?>[]::new))
                        .setAttr("T", DataTypes.of(first.dtype()))
                        .setAttr("equation", equation));
            case BiasAdd() -> to.op("BiasAdd", first.dtype(), to.of(first), to.of(last));
            case Conv conv -> conv(to, first, last, conv);
            case DepthwiseConv conv -> SlidingEmitter.depthwise(to, first, last, conv);
            case ConvTranspose conv -> convTranspose(to, first, last, conv);
            case Pool pool -> pool(to, first, pool);
        };
    }

    private static Output<?> matMul(Emission to, Tensor a, Tensor b, MatMul product) {
        if (a.rank() == 2 && b.rank() == 2) {
            return to.build(to.typed("MatMul", a.dtype(), to.of(a), to.of(b))
                    .setAttr("transpose_a", product.transposeA())
                    .setAttr("transpose_b", product.transposeB()));
        }
        return to.build(to.typed("BatchMatMulV2", a.dtype(), to.of(a), to.of(b))
                .setAttr("adj_x", product.transposeA())
                .setAttr("adj_y", product.transposeB()));
    }

    private static Output<?> conv(Emission to, Tensor input, Tensor kernel, Conv conv) {
        DType dtype = input.dtype();
        int rank = conv.strides().size();
        if (rank == 3 && Collections.max(conv.dilations()) > 1) {
            return SlidingEmitter.volume(to, input, kernel, conv, (x, padding) -> {
                Conv plain = new Conv(conv.strides(), Collections.nCopies(rank, 1), padding, conv.groups());
                return convAll(to, dtype, x, to.of(kernel), plain);
            });
        }
        // TensorFlow may make a convolution of one channel a depthwise one, for which see Border.
        if (rank == 2 && conv.groups() == 1 && kernel.size(-2) > 1) {
            Border border = Border.of(input, conv.padding());
            return to.build(border.of(to.typed("Conv2D", dtype, to.of(border.input()), to.of(kernel))
                    .setAttr("strides", Emission.around(conv.strides()))
                    .setAttr("dilations", Emission.around(conv.dilations()))));
        }
        if (rank > 1) {
            return convAll(to, dtype, to.of(input), to.of(kernel), conv);
        }
        Conv shaped = new Conv(plane(conv.strides()), plane(conv.dilations()), conv.padding(), conv.groups());
        Output<?> x = expand(to, dtype, to.of(input), 1);
        return squeeze(to, dtype, convAll(to, dtype, x, expand(to, dtype, to.of(kernel), 0), shaped));
    }

    private static Output<?> convAll(Emission to, DType dtype, Output<?> x, Output<?> kernel, Conv conv) {
        return conv.groups() == 1 ? convOnce(to, dtype, x, kernel, conv) : convGroups(to, dtype, x, kernel, conv);
    }

    private static Output<?> convOnce(Emission to, DType dtype, Output<?> x, Output<?> kernel, Conv conv) {
        String type = conv.strides().size() == 3 ? "Conv3D" : "Conv2D";
        return to.build(to.typed(type, dtype, x, kernel)
                .setAttr("strides", Emission.around(conv.strides()))
                .setAttr("dilations", Emission.around(conv.dilations()))
                .setAttr("padding", conv.padding().name()));
    }

    /** TensorFlow's own grouped convolution needs XLA on a CPU. */
    private static Output<?> convGroups(Emission to, DType dtype, Output<?> x, Output<?> kernel, Conv conv) {
        int channels = conv.strides().size() + 1;
        Operation xs = split(to, dtype, x, channels, conv.groups());
        Operation kernels = split(to, dtype, kernel, channels, conv.groups());
        List<Output<?>> products = new ArrayList<>();
        for (int i = 0; i < conv.groups(); i++) {
            products.add(convOnce(to, dtype, xs.output(i), kernels.output(i), conv));
        }
        return to.build(to.builder("ConcatV2")
                .addInputList(products.toArray(new Output<?>[0]))
                .addInput(to.constant(DType.INT32, channels))
                .setAttr("T", DataTypes.of(dtype))
                .setAttr("Tidx", DataType.DT_INT32));
    }

    private static Output<?> convTranspose(Emission to, Tensor input, Tensor kernel, ConvTranspose conv) {
        DType dtype = input.dtype();
        boolean line = conv.strides().size() == 1;
        Output<?> x = line ? expand(to, dtype, to.of(input), 1) : to.of(input);
        Output<?> k = line ? expand(to, dtype, to.of(kernel), 0) : to.of(kernel);
        List<Output<?>> sizes = new ArrayList<>();
        sizes.add(to.size(input, 0));
        if (line) {
            sizes.add(to.constant(DType.INT32, 1));
        }
        for (int i = 0; i < conv.strides().size(); i++) {
            long known = conv.outputSizes().get(i);
            sizes.add(known == Shape.ANY ? grown(to, input, i, conv) : to.constant(DType.INT32, known));
        }
        sizes.add(to.constant(DType.INT32, kernel.size(-2)));
        List<Integer> strides = line ? plane(conv.strides()) : conv.strides();
        List<Integer> dilations = line ? plane(conv.dilations()) : conv.dilations();
        String type = strides.size() == 3 ? "Conv3DBackpropInputV2" : "Conv2DBackpropInput";
        Output<?> y = to.build(to.typed(type, dtype, to.pack(sizes), k, x)
                .setAttr("strides", Emission.around(strides))
                .setAttr("dilations", Emission.around(dilations))
                .setAttr("padding", conv.padding().name()));
        return line ? squeeze(to, dtype, y) : y;
    }

    private static Output<?> grown(Emission to, Tensor input, int axis, ConvTranspose conv) {
        Output<?> product = to.op(
                "Mul",
                DType.INT32,
                to.size(input, axis + 1),
                to.constant(DType.INT32, conv.strides().get(axis)));
        return to.op(
                "AddV2",
                DType.INT32,
                product,
                to.constant(DType.INT32, conv.extra().get(axis)));
    }

    private static Output<?> pool(Emission to, Tensor input, Pool pool) {
        boolean line = pool.window().size() == 1;
        Output<?> x = line ? expand(to, input.dtype(), to.of(input), 1) : to.of(input);
        String type = (pool.kind() == PoolKind.MAX ? "MaxPool" : "AvgPool")
                + (pool.window().size() == 3 ? "3D" : "");
        Output<?> y = to.build(to.typed(type, input.dtype(), x)
                .setAttr("ksize", Emission.around(line ? plane(pool.window()) : pool.window()))
                .setAttr("strides", Emission.around(line ? plane(pool.strides()) : pool.strides()))
                .setAttr("padding", pool.padding().name()));
        return line ? squeeze(to, input.dtype(), y) : y;
    }

    /** TensorFlow has no kernels for lines: they are images of one row. */
    private static List<Integer> plane(List<Integer> line) {
        return List.of(1, line.getFirst());
    }

    private static Output<?> expand(Emission to, DType dtype, Output<?> x, int axis) {
        return to.build(
                to.typed("ExpandDims", dtype, x, to.constant(DType.INT32, axis)).setAttr("Tdim", DataType.DT_INT32));
    }

    private static Output<?> squeeze(Emission to, DType dtype, Output<?> x) {
        return to.build(to.typed("Squeeze", dtype, x).setAttr("squeeze_dims", new long[] {1}));
    }

    private static Operation split(Emission to, DType dtype, Output<?> x, int axis, int pieces) {
        return to.operation(to.builder("Split")
                .addInput(to.constant(DType.INT32, axis))
                .addInput(x)
                .setAttr("T", DataTypes.of(dtype))
                .setAttr("num_split", pieces));
    }
}
