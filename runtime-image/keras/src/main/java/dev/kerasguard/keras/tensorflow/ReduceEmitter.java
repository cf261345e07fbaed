package dev.kerasguard.keras.tensorflow;

import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.Node;
import dev.kerasguard.keras.graph.ReduceOp;
import dev.kerasguard.keras.graph.ReduceOp.Arg;
import dev.kerasguard.keras.graph.ReduceOp.Cumulative;
import dev.kerasguard.keras.graph.ReduceOp.Kind;
import dev.kerasguard.keras.graph.ReduceOp.Reduce;
import dev.kerasguard.keras.graph.ReduceOp.Softmax;
import dev.kerasguard.keras.graph.ReduceOp.SortDescending;
import dev.kerasguard.keras.graph.Tensor;
import java.util.List;
import java.util.Locale;
import org.tensorflow.OperationBuilder;
import org.tensorflow.Output;
import org.tensorflow.proto.DataType;

/** Operations along axes. */
final class ReduceEmitter {

    private ReduceEmitter() {}

    static Output<?> emit(Emission to, Node node, ReduceOp op) {
        Tensor input = node.inputs().getFirst();
        Output<?> x = to.of(input);
        return switch (op) {
            case Reduce(Kind kind, List<Integer> axes, boolean keepDims) -> {
                OperationBuilder builder = to.builder(name(kind))
                        .addInput(x)
                        .addInput(to.ints(axes))
                        .setAttr("keep_dims", keepDims);
                if (kind != Kind.ANY && kind != Kind.ALL) {
                    builder.setAttr("T", DataTypes.of(input.dtype()));
                }
                yield to.build(builder.setAttr("Tidx", DataType.DT_INT32));
            }
            case Softmax(boolean log) -> to.op(log ? "LogSoftmax" : "Softmax", input.dtype(), x);
            case Arg(boolean max, int axis, DType dtype) ->
                to.build(to.typed(max ? "ArgMax" : "ArgMin", input.dtype(), x, to.constant(DType.INT32, axis))
                        .setAttr("Tidx", DataType.DT_INT32)
                        .setAttr("output_type", DataTypes.of(dtype)));
            case SortDescending() -> to.build(to.typed("TopKV2", input.dtype(), x, to.size(input, input.rank() - 1)));
            case Cumulative(boolean product, int axis) ->
                to.build(to.typed(product ? "Cumprod" : "Cumsum", input.dtype(), x, to.constant(DType.INT32, axis))
                        .setAttr("Tidx", DataType.DT_INT32));
        };
    }

    private static String name(Kind kind) {
        String name = kind.name();
        return name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT);
    }
}
