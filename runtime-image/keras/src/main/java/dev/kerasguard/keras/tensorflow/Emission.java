package dev.kerasguard.keras.tensorflow;

import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.Dim;
import dev.kerasguard.keras.graph.Literal;
import dev.kerasguard.keras.graph.Node;
import dev.kerasguard.keras.graph.Shape;
import dev.kerasguard.keras.graph.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.tensorflow.Graph;
import org.tensorflow.Operation;
import org.tensorflow.OperationBuilder;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.op.Scope;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;

/**
 * A TensorFlow graph in the making: what the tensors of the model have become, and short forms for adding operations.
 */
final class Emission {

    private final Graph graph;
    private final Scope scope;
    private final Map<Tensor, Output<?>> emitted = new HashMap<>();
    private final Map<Literal, Output<?>> constants = new HashMap<>();
    private final Map<Tensor, Output<?>> shapes = new HashMap<>();
    private final Map<Tensor, Output<?>> stepsFirst = new HashMap<>();
    private final List<Operation> initialisers = new ArrayList<>();
    private String prefix = "";
    private int count;

    Emission(Graph graph) {
        this.graph = graph;
        this.scope = Ops.create(graph).scope();
    }

    /** Says for which node operations are added, which names them after its layer. */
    void enter(Node node) {
        String plain = node.layer().replaceAll("[^A-Za-z0-9_/]", "_");
        prefix = plain.isEmpty() ? "" : (Character.isLetterOrDigit(plain.charAt(0)) ? plain : "layer" + plain) + "/";
    }

    /** What a tensor became. */
    Output<?> of(Tensor tensor) {
        Output<?> output = emitted.get(tensor);
        if (output == null) {
            throw new IllegalStateException("not emitted yet: " + tensor);
        }
        return output;
    }

    /** Remembers what a tensor became. */
    void put(Tensor tensor, Output<?> output) {
        emitted.put(tensor, output);
    }

    /** A sequence with its steps before its batch, as operations on sequences want and give it. */
    Output<?> stepsFirst(Tensor sequence) {
        return stepsFirst.computeIfAbsent(sequence, each -> swap(each.dtype(), of(each), each.rank()));
    }

    /** Remembers a sequence with its steps first; gives it with its batch first. */
    Output<?> batchFirst(Tensor sequence, Output<?> output) {
        stepsFirst.put(sequence, output);
        return swap(sequence.dtype(), output, sequence.rank());
    }

    private Output<?> swap(DType dtype, Output<?> x, int rank) {
        long[] order = LongStream.range(0, rank).toArray();
        order[0] = 1;
        order[1] = 0;
        return build(typed("Transpose", dtype, x, ints(order)).setAttr("Tperm", DataType.DT_INT32));
    }

    /** A name that nothing else has, of letters, digits and underscores. */
    String unique(String name) {
        return prefix.replace('/', '_') + name + "_" + count++;
    }

    /** The graph itself. */
    Graph graph() {
        return graph;
    }

    /** A new operation; its element type must still be said. */
    OperationBuilder builder(String type) {
        return graph.opBuilder(type, prefix + type + "_" + count++, scope);
    }

    /** An operation of one output, whose inputs share the element type {@code T}. */
    Output<?> op(String type, DType dtype, Output<?>... inputs) {
        return build(typed(type, dtype, inputs));
    }

    /** An operation with its inputs and its attribute {@code T}, to which more can be added. */
    OperationBuilder typed(String type, DType dtype, Output<?>... inputs) {
        OperationBuilder builder = builder(type);
        for (Output<?> input : inputs) {
            builder.addInput(input);
        }
        return builder.setAttr("T", DataTypes.of(dtype));
    }

    /** The first output of an operation that is complete. */
    Output<?> build(OperationBuilder builder) {
        return builder.build().output(0);
    }

    /** The operation itself, for those with several outputs. */
    Operation operation(OperationBuilder builder) {
        return builder.build();
    }

    /** Says what a session must run once before it answers. */
    void initialise(Operation operation) {
        initialisers.add(operation);
    }

    /** What a session must run once before it answers. */
    List<Operation> initialisers() {
        return initialisers;
    }

    /** Small constants; the same ones once. */
    Output<?> constant(Literal literal) {
        return constants.computeIfAbsent(
                literal,
                each -> build(graph.opBuilder("Const", "constant_" + count++, scope)
                        .setAttr("dtype", DataTypes.of(each.type().dtype()))
                        .setAttr(
                                "value",
                                AttrValue.newBuilder()
                                        .setTensor(TensorProtos.of(each))
                                        .build())));
    }

    /** One whole number. */
    Output<?> constant(DType dtype, long value) {
        return constant(Literal.ofLongs(dtype, value).as(Shape.SCALAR));
    }

    /** One number. */
    Output<?> constant(DType dtype, double value) {
        return constant(Literal.of(dtype, value));
    }

    /** Whole numbers in a row, of 32 bits. */
    Output<?> ints(long... values) {
        return constant(Literal.ofLongs(DType.INT32, values));
    }

    /** Whole numbers in a row, of 32 bits. */
    Output<?> ints(List<? extends Number> values) {
        return ints(values.stream().mapToLong(Number::longValue).toArray());
    }

    /** A list as TensorFlow's attributes want it, with the batch and the channels around it. */
    static long[] around(List<Integer> spatial) {
        long[] all = new long[spatial.size() + 2];
        all[0] = 1;
        for (int i = 0; i < spatial.size(); i++) {
            all[i + 1] = spatial.get(i);
        }
        all[all.length - 1] = 1;
        return all;
    }

    /** A shape as a tensor, with sizes of another tensor where asked; {@link Dim#REST} becomes -1. */
    Output<?> shape(List<Dim> dims, Tensor sizesOf) {
        List<Output<?>> sizes = new ArrayList<>();
        long[] known = new long[dims.size()];
        boolean all = true;
        for (int i = 0; i < known.length; i++) {
            long size = known(dims.get(i), sizesOf);
            known[i] = size;
            if (size == Shape.ANY && dims.get(i) instanceof Dim.SameAs(int axis)) {
                all = false;
                sizes.add(size(sizesOf, axis));
            } else {
                sizes.add(constant(DType.INT32, size));
            }
        }
        return all ? ints(known) : pack(sizes);
    }

    /** The size that is known without running, else {@link Shape#ANY}. */
    static long known(Dim dim, Tensor sizesOf) {
        return switch (dim) {
            case Dim.Fixed(long size) -> size;
            case Dim.SameAs(int axis) -> sizesOf.size(axis);
            case Dim.Rest _ -> Shape.ANY;
        };
    }

    /** The size of a dimension when the model runs: one number of 32 bits. */
    Output<?> size(Tensor tensor, int axis) {
        long known = tensor.size(axis);
        if (known != Shape.ANY) {
            return constant(DType.INT32, known);
        }
        return build(builder("StridedSlice")
                .addInput(shape(tensor))
                .addInput(ints(axis))
                .addInput(ints(axis + 1L))
                .addInput(ints(1))
                .setAttr("T", DataType.DT_INT32)
                .setAttr("Index", DataType.DT_INT32)
                .setAttr("shrink_axis_mask", 1));
    }

    /** All sizes when the model runs: a vector of 32 bits. */
    Output<?> shape(Tensor tensor) {
        return tensor.shape().isKnown()
                ? ints(tensor.shape().toArray())
                : shapes.computeIfAbsent(
                        tensor,
                        each -> build(builder("Shape")
                                .addInput(of(each))
                                .setAttr("T", DataTypes.of(each.dtype()))
                                .setAttr("out_type", DataType.DT_INT32)));
    }

    /** Numbers of 32 bits as one vector. */
    Output<?> pack(List<Output<?>> numbers) {
        return build(builder("Pack")
                .addInputList(numbers.toArray(new Output<?>[0]))
                .setAttr("T", DataType.DT_INT32)
                .setAttr("axis", 0));
    }
}
