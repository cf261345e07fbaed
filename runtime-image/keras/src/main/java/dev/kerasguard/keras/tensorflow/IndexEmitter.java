package dev.kerasguard.keras.tensorflow;

import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.IndexOp;
import dev.kerasguard.keras.graph.IndexOp.Band;
import dev.kerasguard.keras.graph.IndexOp.Bincount;
import dev.kerasguard.keras.graph.IndexOp.Blocks;
import dev.kerasguard.keras.graph.IndexOp.Bucketize;
import dev.kerasguard.keras.graph.IndexOp.Diagonal;
import dev.kerasguard.keras.graph.IndexOp.DiagonalPart;
import dev.kerasguard.keras.graph.IndexOp.Piece;
import dev.kerasguard.keras.graph.IndexOp.Roll;
import dev.kerasguard.keras.graph.IndexOp.Scatter;
import dev.kerasguard.keras.graph.IndexOp.ScatterInto;
import dev.kerasguard.keras.graph.IndexOp.ScatterKind;
import dev.kerasguard.keras.graph.IndexOp.SearchSorted;
import dev.kerasguard.keras.graph.IndexOp.Segment;
import dev.kerasguard.keras.graph.IndexOp.SegmentKind;
import dev.kerasguard.keras.graph.IndexOp.Size;
import dev.kerasguard.keras.graph.IndexOp.TakeBatched;
import dev.kerasguard.keras.graph.IndexOp.TopK;
import dev.kerasguard.keras.graph.Literal;
import dev.kerasguard.keras.graph.Node;
import dev.kerasguard.keras.graph.Shape;
import dev.kerasguard.keras.graph.Tensor;
import java.util.List;
import java.util.Locale;
import org.tensorflow.Operation;
import org.tensorflow.Output;
import org.tensorflow.proto.DataType;

/** Operations by which elements are found, ordered, counted, scattered and cut. */
final class IndexEmitter {

    private IndexEmitter() {}

    static List<Output<?>> emit(Emission to, Node node, IndexOp op) {
        if (op instanceof TopK(long k)) {
            Tensor input = node.inputs().getFirst();
            Output<?> count = k == Shape.ANY ? to.size(input, input.rank() - 1) : to.constant(DType.INT32, k);
            Operation top = to.operation(
                    to.typed("TopKV2", input.dtype(), to.of(input), count).setAttr("sorted", true));
            return List.of(top.output(0), top.output(1));
        }
        return List.of(one(to, node, op));
    }

    private static Output<?> one(Emission to, Node node, IndexOp op) {
        Tensor first = node.inputs().getFirst();
        Tensor last = node.inputs().getLast();
        Output<?> x = to.of(first);
        Output<?> y = to.of(last);
        return switch (op) {
            case TopK _ -> throw new IllegalStateException("handled before: " + op);
            case TakeBatched(int axis) ->
                to.build(to.builder("GatherV2")
                        .addInput(x)
                        .addInput(y)
                        .addInput(to.constant(DType.INT32, axis))
                        .setAttr("Tparams", DataTypes.of(first.dtype()))
                        .setAttr("Tindices", DataTypes.of(last.dtype()))
                        .setAttr("Taxis", DataType.DT_INT32)
                        .setAttr("batch_dims", axis));
            case SearchSorted(boolean right) -> {
                Output<?> row = flat(to, first, List.of(1, -1));
                Output<?> values = flat(to, last, List.of(1, -1));
                Output<?> found = to.build(to.typed(right ? "UpperBound" : "LowerBound", first.dtype(), row, values)
                        .setAttr("out_type", DataType.DT_INT32));
                yield reshape(to, found, DType.INT32, to.shape(last));
            }
            case Bucketize(List<Float> boundaries) -> {
                float[] values = new float[boundaries.size()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = boundaries.get(i);
                }
                yield to.build(to.typed("Bucketize", first.dtype(), x).setAttr("boundaries", values));
            }
            case Segment segment -> segment(to, first, last, segment);
            case Bincount(long depth, boolean binary, DType dtype) -> {
                Output<?> weights = node.inputs().size() == 2
                        ? y
                        : to.constant(Literal.of(dtype).as(Shape.of(0)));
                yield to.build(to.builder("DenseBincount")
                        .addInput(x)
                        .addInput(to.constant(first.dtype(), depth))
                        .addInput(weights)
                        .setAttr("Tidx", DataTypes.of(first.dtype()))
                        .setAttr("T", DataTypes.of(dtype))
                        .setAttr("binary_output", binary));
            }
            case Scatter(Shape shape) ->
                to.build(to.typed("ScatterNd", last.dtype(), x, y, sizes(to, first.dtype(), shape))
                        .setAttr("Tindices", DataTypes.of(first.dtype())));
            case ScatterInto(ScatterKind kind) -> {
                Tensor indices = node.inputs().get(1);
                yield to.build(to.typed("TensorScatter" + title(kind), first.dtype(), x, to.of(indices), y)
                        .setAttr("Tindices", DataTypes.of(indices.dtype())));
            }
            case Piece(List<Long> sizes) ->
                to.build(to.typed("Slice", first.dtype(), x, y, sizes(to, last.dtype(), new Shape(sizes)))
                        .setAttr("Index", DataTypes.of(last.dtype())));
            case Roll(List<Integer> axes, List<Long> shifts) ->
                to.build(to.typed("Roll", first.dtype(), x, to.ints(shifts), to.ints(axes))
                        .setAttr("Tshift", DataType.DT_INT32)
                        .setAttr("Taxis", DataType.DT_INT32));
            case Diagonal(int offset) ->
                to.build(to.typed(
                        "MatrixDiagV3",
                        first.dtype(),
                        x,
                        to.constant(DType.INT32, offset),
                        to.constant(DType.INT32, -1),
                        to.constant(DType.INT32, -1),
                        to.constant(first.dtype(), 0)));
            case DiagonalPart(int offset) ->
                to.op(
                        "MatrixDiagPartV3",
                        first.dtype(),
                        x,
                        to.constant(DType.INT32, offset),
                        to.constant(first.dtype(), 0));
            case Band(long lower, long upper) ->
                to.build(to.typed(
                                "MatrixBandPart",
                                first.dtype(),
                                x,
                                to.constant(DType.INT64, lower),
                                to.constant(DType.INT64, upper))
                        .setAttr("Tindex", DataType.DT_INT64));
            case Size() -> to.build(to.typed("Size", first.dtype(), x).setAttr("out_type", DataType.DT_INT32));
            case Blocks(int block, boolean toSpace) ->
                to.build(to.typed(toSpace ? "DepthToSpace" : "SpaceToDepth", first.dtype(), x)
                        .setAttr("block_size", block));
        };
    }

    private static Output<?> segment(Emission to, Tensor data, Tensor ids, Segment segment) {
        String kind = title(segment.kind());
        if (segment.sorted()) {
            return to.build(to.typed("Segment" + kind, data.dtype(), to.of(data), to.of(ids))
                    .setAttr("Tindices", DataTypes.of(ids.dtype())));
        }
        Output<?> count = segment.segments() == Shape.ANY
                ? counted(to, ids, segment.kind())
                : to.constant(DType.INT32, segment.segments());
        return to.build(to.typed("UnsortedSegment" + kind, data.dtype(), to.of(data), to.of(ids), count)
                .setAttr("Tindices", DataTypes.of(ids.dtype()))
                .setAttr("Tnumsegments", DataType.DT_INT32));
    }

    /** Keras takes as many sums as there are different numbers, and as many of the others as the largest says. */
    private static Output<?> counted(Emission to, Tensor ids, SegmentKind kind) {
        if (kind == SegmentKind.SUM) {
            Operation unique =
                    to.operation(to.typed("Unique", ids.dtype(), to.of(ids)).setAttr("out_idx", DataType.DT_INT32));
            return to.build(to.typed("Size", ids.dtype(), unique.output(0)).setAttr("out_type", DataType.DT_INT32));
        }
        Output<?> largest = to.build(to.typed("Max", ids.dtype(), to.of(ids), to.ints(0))
                .setAttr("Tidx", DataType.DT_INT32)
                .setAttr("keep_dims", false));
        Output<?> count = to.op("AddV2", ids.dtype(), largest, to.constant(ids.dtype(), 1));
        return ids.dtype() == DType.INT32
                ? count
                : to.build(to.builder("Cast")
                        .addInput(count)
                        .setAttr("SrcT", DataTypes.of(ids.dtype()))
                        .setAttr("DstT", DataType.DT_INT32));
    }

    private static Output<?> sizes(Emission to, DType dtype, Shape shape) {
        return to.constant(Literal.ofLongs(dtype, shape.toArray()));
    }

    private static Output<?> flat(Emission to, Tensor x, List<Integer> shape) {
        return reshape(to, to.of(x), x.dtype(), to.ints(shape));
    }

    private static Output<?> reshape(Emission to, Output<?> x, DType dtype, Output<?> shape) {
        return to.build(to.typed("Reshape", dtype, x, shape).setAttr("Tshape", DataType.DT_INT32));
    }

    private static String title(Enum<?> kind) {
        String name = kind.name();
        return name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT);
    }
}
