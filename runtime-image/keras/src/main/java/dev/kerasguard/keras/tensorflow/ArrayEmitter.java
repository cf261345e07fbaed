package dev.kerasguard.keras.tensorflow;

import dev.kerasguard.keras.graph.ArrayOp;
import dev.kerasguard.keras.graph.ArrayOp.BroadcastTo;
import dev.kerasguard.keras.graph.ArrayOp.Concatenate;
import dev.kerasguard.keras.graph.ArrayOp.Constant;
import dev.kerasguard.keras.graph.ArrayOp.ExpandDims;
import dev.kerasguard.keras.graph.ArrayOp.Fill;
import dev.kerasguard.keras.graph.ArrayOp.Flip;
import dev.kerasguard.keras.graph.ArrayOp.Input;
import dev.kerasguard.keras.graph.ArrayOp.OneHot;
import dev.kerasguard.keras.graph.ArrayOp.Pad;
import dev.kerasguard.keras.graph.ArrayOp.PadMode;
import dev.kerasguard.keras.graph.ArrayOp.Range;
import dev.kerasguard.keras.graph.ArrayOp.Reshape;
import dev.kerasguard.keras.graph.ArrayOp.Slice;
import dev.kerasguard.keras.graph.ArrayOp.Split;
import dev.kerasguard.keras.graph.ArrayOp.Squeeze;
import dev.kerasguard.keras.graph.ArrayOp.Take;
import dev.kerasguard.keras.graph.ArrayOp.Tile;
import dev.kerasguard.keras.graph.ArrayOp.Transpose;
import dev.kerasguard.keras.graph.ArrayOp.Weight;
import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.Dim;
import dev.kerasguard.keras.graph.Literal;
import dev.kerasguard.keras.graph.Node;
import dev.kerasguard.keras.graph.Shape;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.graph.TensorType;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operation;
import org.tensorflow.OperationBuilder;
import org.tensorflow.Output;
import org.tensorflow.proto.DataType;

/** Operations that move elements. */
final class ArrayEmitter {

    private ArrayEmitter() {}

    /** The outputs of a node, in order. */
    static List<Output<?>> emit(Emission to, Node node, ArrayOp op) {
        return switch (op) {
            case Split(int axis, List<Long> sizes) -> split(to, node, axis, sizes);
            case Input(var _, TensorType type) ->
                List.of(to.build(to.builder("Placeholder")
                        .setAttr("dtype", DataTypes.of(type.dtype()))
                        .setAttr(
                                "shape",
                                org.tensorflow.ndarray.Shape.of(type.shape().toArray()))));
            case Weight _ -> throw new IllegalStateException("weights are emitted before anything else");
            case Constant(Literal value) -> List.of(to.constant(value));
            default -> List.of(one(to, node, op));
        };
    }

    private static Output<?> one(Emission to, Node node, ArrayOp op) {
        Tensor first = node.inputs().getFirst();
        Output<?> x = to.of(first);
        return switch (op) {
            case Input _, Weight _, Constant _, Split _ -> throw new IllegalStateException("handled before: " + op);
            case Fill(DType dtype, double value, List<Dim> dims) ->
                to.build(to.builder("Fill")
                        .addInput(to.shape(dims, first))
                        .addInput(to.constant(dtype, value))
                        .setAttr("T", DataTypes.of(dtype))
                        .setAttr("index_type", DataType.DT_INT32));
            case Reshape(List<Dim> dims) -> reshape(to, first, node.inputs().getLast(), dims);
            case Transpose(List<Integer> permutation) ->
                to.build(to.typed("Transpose", first.dtype(), x, to.ints(permutation))
                        .setAttr("Tperm", DataType.DT_INT32));
            case ExpandDims(int axis) ->
                to.build(to.typed("ExpandDims", first.dtype(), x, to.constant(DType.INT32, axis))
                        .setAttr("Tdim", DataType.DT_INT32));
            case Squeeze(int axis) ->
                to.build(to.typed("Squeeze", first.dtype(), x).setAttr("squeeze_dims", new long[] {axis}));
            case Concatenate(int axis) -> {
                Output<?>[] all = node.inputs().stream().map(to::of).toArray(Output<?>[]::new);
                yield to.build(to.builder("ConcatV2")
                        .addInputList(all)
                        .addInput(to.constant(DType.INT32, axis))
                        .setAttr("T", DataTypes.of(first.dtype()))
                        .setAttr("Tidx", DataType.DT_INT32));
            }
            case Slice slice -> slice(to, first, slice);
            case Take(int axis) -> {
                Tensor indices = node.inputs().getLast();
                yield to.build(to.builder("GatherV2")
                        .addInput(x)
                        .addInput(to.of(indices))
                        .addInput(to.constant(DType.INT32, axis))
                        .setAttr("Tparams", DataTypes.of(first.dtype()))
                        .setAttr("Tindices", DataTypes.of(indices.dtype()))
                        .setAttr("Taxis", DataType.DT_INT32));
            }
            case Pad(PadMode mode, double value, List<Long> before, List<Long> after) ->
                pad(to, first, mode, value, before, after);
            case Tile(List<Long> times) ->
                to.build(to.typed("Tile", first.dtype(), x, to.ints(times)).setAttr("Tmultiples", DataType.DT_INT32));
            case BroadcastTo(List<Dim> dims) ->
                to.build(to.typed(
                                "BroadcastTo",
                                first.dtype(),
                                x,
                                to.shape(dims, node.inputs().getLast()))
                        .setAttr("Tidx", DataType.DT_INT32));
            case Flip(List<Integer> axes) ->
                to.build(to.typed("ReverseV2", first.dtype(), x, to.ints(axes)).setAttr("Tidx", DataType.DT_INT32));
            case OneHot(int depth, DType dtype) ->
                to.build(to.builder("OneHot")
                        .addInput(x)
                        .addInput(to.constant(DType.INT32, depth))
                        .addInput(to.constant(dtype, 1))
                        .addInput(to.constant(dtype, 0))
                        .setAttr("T", DataTypes.of(dtype))
                        .setAttr("TI", DataTypes.of(first.dtype()))
                        .setAttr("axis", -1));
            case Range(int axis, DType dtype) -> {
                Output<?> range = to.build(to.builder("Range")
                        .addInput(to.constant(DType.INT32, 0))
                        .addInput(to.size(first, axis))
                        .addInput(to.constant(DType.INT32, 1))
                        .setAttr("Tidx", DataType.DT_INT32));
                yield dtype == DType.INT32
                        ? range
                        : to.build(to.builder("Cast")
                                .addInput(range)
                                .setAttr("SrcT", DataType.DT_INT32)
                                .setAttr("DstT", DataTypes.of(dtype)));
            }
        };
    }

    private static List<Output<?>> split(Emission to, Node node, int axis, List<Long> sizes) {
        Tensor input = node.inputs().getFirst();
        OperationBuilder builder = sizes.stream().distinct().count() == 1
                ? to.builder("Split").addInput(to.constant(DType.INT32, axis)).addInput(to.of(input))
                : to.builder("SplitV")
                        .addInput(to.of(input))
                        .addInput(to.ints(sizes))
                        .addInput(to.constant(DType.INT32, axis))
                        .setAttr("Tlen", DataType.DT_INT32);
        Operation split =
                to.operation(builder.setAttr("T", DataTypes.of(input.dtype())).setAttr("num_split", sizes.size()));
        List<Output<?>> outputs = new ArrayList<>();
        for (int i = 0; i < sizes.size(); i++) {
            outputs.add(split.output(i));
        }
        return outputs;
    }

    /** One size at most can be left to TensorFlow as -1, which keeps the others known to it. */
    private static Output<?> reshape(Emission to, Tensor input, Tensor sizesOf, List<Dim> dims) {
        long unknown = dims.stream()
                .filter(dim -> Emission.known(dim, sizesOf) == Shape.ANY)
                .count();
        // Where -1 takes the place of a size of the input, the other sizes must leave that one and no other.
        boolean open = dims.contains(Dim.REST) || !sizesOf.equals(input) || Reshape.knownExcept(dims, input.shape());
        Output<?> shape = unknown == 0 || (unknown == 1 && open)
                ? to.ints(dims.stream().map(dim -> Emission.known(dim, sizesOf)).toList())
                : to.shape(dims, sizesOf);
        return to.build(to.typed("Reshape", input.dtype(), to.of(input), shape).setAttr("Tshape", DataType.DT_INT32));
    }

    private static Output<?> slice(Emission to, Tensor input, Slice slice) {
        long[] begin = new long[input.rank()];
        long[] end = new long[input.rank()];
        long beginMask = 0;
        long endMask = 0;
        for (int i = 0; i < input.rank(); i++) {
            begin[i] = slice.begin().get(i);
            end[i] = slice.end().get(i);
            if (Math.abs(begin[i] + 1) > Integer.MAX_VALUE || begin[i] == Long.MAX_VALUE) {
                begin[i] = 0;
                beginMask |= 1L << i;
            }
            if (Math.abs(end[i] + 1) > Integer.MAX_VALUE || end[i] == Long.MAX_VALUE) {
                end[i] = 0;
                endMask |= 1L << i;
            }
        }
        return to.build(to.typed(
                        "StridedSlice",
                        input.dtype(),
                        to.of(input),
                        to.ints(begin),
                        to.ints(end),
                        to.ints(slice.step()))
                .setAttr("Index", DataType.DT_INT32)
                .setAttr("begin_mask", beginMask)
                .setAttr("end_mask", endMask));
    }

    private static Output<?> pad(
            Emission to, Tensor input, PadMode mode, double value, List<Long> before, List<Long> after) {
        long[] sizes = new long[2 * before.size()];
        for (int i = 0; i < before.size(); i++) {
            sizes[2 * i] = before.get(i);
            sizes[2 * i + 1] = after.get(i);
        }
        Output<?> paddings = to.constant(Literal.ofLongs(DType.INT32, sizes).as(Shape.of(before.size(), 2)));
        return mode == PadMode.CONSTANT
                ? to.build(to.typed("PadV2", input.dtype(), to.of(input), paddings, to.constant(input.dtype(), value))
                        .setAttr("Tpaddings", DataType.DT_INT32))
                : to.build(to.typed("MirrorPad", input.dtype(), to.of(input), paddings)
                        .setAttr("Tpaddings", DataType.DT_INT32)
                        .setAttr("mode", mode.name()));
    }
}
