package dev.kerasguard.keras.tensorflow;

import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.Node;
import dev.kerasguard.keras.graph.RecurrentOp;
import dev.kerasguard.keras.graph.RecurrentOp.Body;
import dev.kerasguard.keras.graph.RecurrentOp.Fold;
import dev.kerasguard.keras.graph.RecurrentOp.Lstm;
import dev.kerasguard.keras.graph.RecurrentOp.Parameter;
import dev.kerasguard.keras.graph.RecurrentOp.Pick;
import dev.kerasguard.keras.graph.RecurrentOp.Scan;
import dev.kerasguard.keras.graph.RecurrentOp.TrueFirst;
import dev.kerasguard.keras.graph.RecurrentOp.Unfold;
import dev.kerasguard.keras.graph.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operation;
import org.tensorflow.Output;
import org.tensorflow.proto.DataType;

/** Operations on sequences. */
final class RecurrentEmitter {

    private static final int CARRIES = 1;
    private static final int OUTPUTS = 6;

    private RecurrentEmitter() {}

    /** The outputs of a node, in order. */
    static List<Output<?>> emit(Emission to, Node node, RecurrentOp op) {
        return switch (op) {
            case Lstm() -> lstm(to, node);
            case Scan(Body body) -> new ScanEmitter(to, node, body).emit();
            case Parameter _ -> throw new IllegalStateException("a step's own inputs come from its scan");
            case TrueFirst() -> List.of(trueFirst(to, node.inputs().getFirst()));
            case Pick() -> List.of(pick(to, node));
            case Fold() -> List.of(fold(to, node.inputs().getFirst()));
            case Unfold() -> List.of(unfold(to, node));
        };
    }

    /** One operation for all steps; its gates are in Keras' order. Peepholes are not used, and must yet be there. */
    private static List<Output<?>> lstm(Emission to, Node node) {
        Tensor sequence = node.inputs().getFirst();
        DType dtype = sequence.dtype();
        long units = node.inputs().get(3).size(1) / 4;
        Output<?> peephole = to.build(to.builder("Fill")
                .addInput(to.ints(units))
                .addInput(to.constant(dtype, 0))
                .setAttr("T", DataTypes.of(dtype))
                .setAttr("index_type", DataType.DT_INT32));
        Output<?> steps = to.size(sequence, 1);
        Operation lstm = to.operation(to.typed(
                        "BlockLSTMV2",
                        dtype,
                        to.build(to.builder("Cast")
                                .addInput(steps)
                                .setAttr("SrcT", DataType.DT_INT32)
                                .setAttr("DstT", DataType.DT_INT64)),
                        to.stepsFirst(sequence),
                        to.of(node.inputs().get(2)),
                        to.of(node.inputs().get(1)),
                        to.of(node.inputs().get(3)),
                        peephole,
                        peephole,
                        peephole,
                        to.of(node.inputs().get(4)))
                .setAttr("cell_clip", -1f)
                .setAttr("use_peephole", false));
        return List.of(
                to.batchFirst(new Tensor(node, 0), lstm.output(OUTPUTS)),
                to.batchFirst(new Tensor(node, 1), lstm.output(CARRIES)),
                last(to, dtype, lstm.output(OUTPUTS)),
                last(to, dtype, lstm.output(CARRIES)));
    }

    private static Output<?> last(Emission to, DType dtype, Output<?> stepsFirst) {
        return to.build(to.typed("StridedSlice", dtype, stepsFirst, to.ints(-1), to.ints(0), to.ints(1))
                .setAttr("Index", DataType.DT_INT32)
                .setAttr("end_mask", 1)
                .setAttr("shrink_axis_mask", 1));
    }

    /** Where the mask is true, a step's number counts from the number of steps down; elsewhere from 0 down. */
    private static Output<?> trueFirst(Emission to, Tensor mask) {
        Output<?> steps = to.size(mask, 1);
        Output<?> range = to.build(to.builder("Range")
                .addInput(to.constant(DType.INT32, 0))
                .addInput(steps)
                .addInput(to.constant(DType.INT32, 1))
                .setAttr("Tidx", DataType.DT_INT32));
        Output<?> ones = to.build(to.builder("Cast")
                .addInput(to.of(mask))
                .setAttr("SrcT", DataType.DT_BOOL)
                .setAttr("DstT", DataType.DT_INT32));
        Output<?> key = to.op("Sub", DType.INT32, to.op("Mul", DType.INT32, ones, steps), range);
        Operation top = to.operation(to.typed("TopKV2", DType.INT32, key, steps)
                .setAttr("Tk", DataType.DT_INT32)
                .setAttr("index_type", DataType.DT_INT32)
                .setAttr("sorted", true));
        return top.output(1);
    }

    private static Output<?> pick(Emission to, Node node) {
        Tensor sequence = node.inputs().getFirst();
        return to.build(to.builder("GatherV2")
                .addInput(to.of(sequence))
                .addInput(to.of(node.inputs().getLast()))
                .addInput(to.constant(DType.INT32, 1))
                .setAttr("Tparams", DataTypes.of(sequence.dtype()))
                .setAttr("Tindices", DataTypes.of(node.inputs().getLast().dtype()))
                .setAttr("Taxis", DataType.DT_INT32)
                .setAttr("batch_dims", 1));
    }

    private static Output<?> fold(Emission to, Tensor sequence) {
        List<Output<?>> sizes = new ArrayList<>();
        sizes.add(to.op("Mul", DType.INT32, to.size(sequence, 0), to.size(sequence, 1)));
        return reshaped(to, sequence, sizes, sequence, 2);
    }

    private static Output<?> unfold(Emission to, Node node) {
        Tensor rows = node.inputs().getFirst();
        Tensor sizesOf = node.inputs().getLast();
        return reshaped(to, rows, new ArrayList<>(List.of(to.size(sizesOf, 0), to.size(sizesOf, 1))), rows, 1);
    }

    private static Output<?> reshaped(Emission to, Tensor x, List<Output<?>> sizes, Tensor sizesOf, int from) {
        for (int i = from; i < sizesOf.rank(); i++) {
            sizes.add(to.size(sizesOf, i));
        }
        return to.build(to.typed("Reshape", x.dtype(), to.of(x), to.pack(sizes)).setAttr("Tshape", DataType.DT_INT32));
    }
}
