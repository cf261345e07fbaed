package dev.kerasguard.keras.tensorflow;

import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.Node;
import dev.kerasguard.keras.graph.RecurrentOp;
import dev.kerasguard.keras.graph.RecurrentOp.Body;
import dev.kerasguard.keras.graph.RecurrentOp.Parameter;
import dev.kerasguard.keras.graph.Shape;
import dev.kerasguard.keras.graph.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operation;
import org.tensorflow.Output;
import org.tensorflow.proto.DataType;

/**
 * A computation step by step. Few steps, when their number is known, are laid out one after the other. More go through
 * a loop whose body is {@link #CHUNK} steps laid out: that is as fast as laying out all of them, while a loop of single
 * steps takes twice as long (GRU of 64 units, 100 steps, one example: 0.68 against 1.45 ms).
 */
final class ScanEmitter {

    private static final int CHUNK = RecurrentOp.UNROLLED / 2;

    private final Emission to;
    private final Node node;
    private final Body body;

    ScanEmitter(Emission to, Node node, Body body) {
        this.to = to;
        this.node = node;
        this.body = body;
    }

    /** States, and what the steps before gave: each a tensor of several steps, steps first. */
    private record Progress(List<Output<?>> states, List<List<Output<?>>> outputs) {}

    List<Output<?>> emit() {
        int sequenceCount = body.sequences().size();
        int stateCount = body.states().size();
        List<Output<?>> sequences = new ArrayList<>();
        node.inputs().subList(0, sequenceCount).forEach(each -> sequences.add(to.stepsFirst(each)));
        List<Output<?>> states = new ArrayList<>();
        node.inputs().subList(sequenceCount, sequenceCount + stateCount).forEach(each -> states.add(to.of(each)));
        for (int i = 0; i < body.captures().size(); i++) {
            to.put(body.captures().get(i), to.of(node.inputs().get(sequenceCount + stateCount + i)));
        }
        List<List<Output<?>>> outputs = new ArrayList<>();
        body.outputs().forEach(_ -> outputs.add(new ArrayList<>()));
        Progress progress = new Progress(states, outputs);
        Tensor first = node.inputs().getFirst();
        long steps = first.size(1);
        progress = steps == Shape.ANY ? anySteps(sequences, progress, first) : steps(sequences, progress, first, steps);
        List<Output<?>> all = new ArrayList<>();
        for (int i = 0; i < body.outputs().size(); i++) {
            Tensor output = new Tensor(node, i);
            all.add(to.batchFirst(
                    output, joined(output.dtype(), progress.outputs().get(i))));
        }
        all.addAll(progress.states());
        return all;
    }

    private Progress steps(List<Output<?>> sequences, Progress before, Tensor first, long steps) {
        if (steps <= RecurrentOp.UNROLLED) {
            return laidOut(to, sequences, before, (int) steps);
        }
        long chunks = steps / CHUNK;
        int rest = (int) (steps % CHUNK);
        Progress progress =
                loop(sequences, before, first, to.constant(DType.INT32, 0), to.constant(DType.INT32, chunks), CHUNK);
        return rest == 0
                ? progress
                : laidOut(to, parts(to, sequences, to.constant(DType.INT32, steps - rest), rest), progress, rest);
    }

    private Progress anySteps(List<Output<?>> sequences, Progress before, Tensor first) {
        Output<?> steps = to.size(first, 1);
        Output<?> chunk = to.constant(DType.INT32, CHUNK);
        Output<?> chunks = to.op("FloorDiv", DType.INT32, steps, chunk);
        Output<?> done = to.op("Mul", DType.INT32, chunks, chunk);
        Progress progress = loop(sequences, before, first, to.constant(DType.INT32, 0), chunks, CHUNK);
        return loop(sequences, progress, first, done, to.op("Sub", DType.INT32, steps, done), 1);
    }

    /** So many parts of sequences, each of so many steps, from a step on. */
    private Progress loop(
            List<Output<?>> sequences, Progress before, Tensor first, Output<?> begin, Output<?> count, int chunk) {
        int outputs = body.outputs().size();
        int states = body.states().size();
        List<Output<?>> variables = new ArrayList<>(before.states());
        for (Tensor output : body.outputs()) {
            List<Output<?>> sizes = new ArrayList<>(List.of(count, to.constant(DType.INT32, chunk)));
            variables.add(to.build(to.builder("Fill")
                    .addInput(to.pack(with(sizes, first, output)))
                    .addInput(to.constant(output.dtype(), 0))
                    .setAttr("T", DataTypes.of(output.dtype()))
                    .setAttr("index_type", DataType.DT_INT32)));
        }
        List<Output<?>> constants = new ArrayList<>(sequences);
        constants.add(begin);
        body.captures().forEach(each -> constants.add(to.of(each)));
        List<Output<?>> after = WhileLoop.emit(to, count, variables, constants, (in, index, vars, fixed) -> {
            for (int i = 0; i < body.captures().size(); i++) {
                in.put(body.captures().get(i), fixed.get(sequences.size() + 1 + i));
            }
            Output<?> from = in.op(
                    "AddV2",
                    DType.INT32,
                    fixed.get(sequences.size()),
                    in.op("Mul", DType.INT32, index, in.constant(DType.INT32, chunk)));
            List<List<Output<?>>> given = new ArrayList<>();
            body.outputs().forEach(_ -> given.add(new ArrayList<>()));
            Progress progress = laidOut(
                    in,
                    parts(in, fixed.subList(0, sequences.size()), from, chunk),
                    new Progress(vars.subList(0, states), given),
                    chunk);
            List<Output<?>> next = new ArrayList<>(progress.states());
            for (int i = 0; i < outputs; i++) {
                next.add(written(in, vars.get(states + i), index, progress, i));
            }
            return next;
        });
        List<List<Output<?>>> given = new ArrayList<>();
        for (int i = 0; i < outputs; i++) {
            Tensor output = body.outputs().get(i);
            List<Output<?>> pieces = new ArrayList<>(before.outputs().get(i));
            List<Output<?>> sizes = new ArrayList<>();
            sizes.add(to.op("Mul", DType.INT32, count, to.constant(DType.INT32, chunk)));
            pieces.add(to.build(
                    to.typed("Reshape", output.dtype(), after.get(states + i), to.pack(with(sizes, first, output)))
                            .setAttr("Tshape", DataType.DT_INT32)));
            given.add(pieces);
        }
        return new Progress(after.subList(0, states), given);
    }

    /** Some sizes, and then those of what one step gives. */
    private List<Output<?>> with(List<Output<?>> sizes, Tensor first, Tensor output) {
        sizes.add(to.size(first, 0));
        for (int i = 1; i < output.rank(); i++) {
            sizes.add(to.constant(DType.INT32, output.size(i)));
        }
        return sizes;
    }

    /**
     * What all turns gave, with this turn's part written into it; TensorFlow does so in place. (Lists of tensors would
     * be usual, but TensorFlow Java has no functions with variants.)
     */
    private Output<?> written(Emission in, Output<?> all, Output<?> index, Progress progress, int output) {
        DType dtype = body.outputs().get(output).dtype();
        Output<?> part = progress.outputs().get(output).getLast();
        return in.build(in.builder("TensorScatterUpdate")
                .addInput(all)
                .addInput(in.build(
                        in.typed("Reshape", DType.INT32, index, in.ints(1, 1)).setAttr("Tshape", DataType.DT_INT32)))
                .addInput(in.build(in.typed("ExpandDims", dtype, part, in.constant(DType.INT32, 0))
                        .setAttr("Tdim", DataType.DT_INT32)))
                .setAttr("T", DataTypes.of(dtype))
                .setAttr("Tindices", DataType.DT_INT32));
    }

    /** So many steps of sequences, steps first, from a step on. */
    private List<Output<?>> parts(Emission in, List<Output<?>> sequences, Output<?> from, int count) {
        List<Output<?>> parts = new ArrayList<>();
        for (int i = 0; i < sequences.size(); i++) {
            Tensor part = body.sequences().get(i);
            List<Output<?>> begin = new ArrayList<>();
            begin.add(from);
            long[] sizes = new long[part.rank() + 1];
            sizes[0] = count;
            for (int axis = 1; axis < sizes.length; axis++) {
                begin.add(in.constant(DType.INT32, 0));
                sizes[axis] = -1;
            }
            parts.add(in.build(in.typed("Slice", part.dtype(), sequences.get(i), in.pack(begin), in.ints(sizes))
                    .setAttr("Index", DataType.DT_INT32)));
        }
        return parts;
    }

    /** Steps one after the other; what they give is one more piece of each output. */
    private Progress laidOut(Emission in, List<Output<?>> sequences, Progress before, int steps) {
        List<Operation> parts = new ArrayList<>();
        for (int i = 0; i < sequences.size(); i++) {
            parts.add(in.operation(in.typed("Unpack", body.sequences().get(i).dtype(), sequences.get(i))
                    .setAttr("num", steps)
                    .setAttr("axis", 0)));
        }
        List<List<Output<?>>> given = new ArrayList<>();
        body.outputs().forEach(_ -> given.add(new ArrayList<>()));
        List<Output<?>> states = before.states();
        for (int step = 0; step < steps; step++) {
            for (int i = 0; i < parts.size(); i++) {
                in.put(body.sequences().get(i), parts.get(i).output(step));
            }
            for (int i = 0; i < states.size(); i++) {
                in.put(body.states().get(i), states.get(i));
            }
            for (Node each : body.nodes()) {
                if (!(each.op() instanceof Parameter)) {
                    TensorFlowModel.emit(in, each);
                }
            }
            List<Output<?>> next = new ArrayList<>();
            body.next().forEach(each -> next.add(in.of(each)));
            for (int i = 0; i < given.size(); i++) {
                given.get(i).add(in.of(body.outputs().get(i)));
            }
            states = next;
        }
        List<List<Output<?>>> outputs = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            List<Output<?>> pieces = new ArrayList<>(before.outputs().get(i));
            pieces.add(in.build(in.builder("Pack")
                    .addInputList(given.get(i).toArray(new Output<?>[0]))
                    .setAttr("T", DataTypes.of(body.outputs().get(i).dtype()))
                    .setAttr("axis", 0)));
            outputs.add(pieces);
        }
        return new Progress(states, outputs);
    }

    private Output<?> joined(DType dtype, List<Output<?>> pieces) {
        return pieces.size() == 1
                ? pieces.getFirst()
                : to.build(to.builder("ConcatV2")
                        .addInputList(pieces.toArray(new Output<?>[0]))
                        .addInput(to.constant(DType.INT32, 0))
                        .setAttr("T", DataTypes.of(dtype))
                        .setAttr("Tidx", DataType.DT_INT32));
    }
}
