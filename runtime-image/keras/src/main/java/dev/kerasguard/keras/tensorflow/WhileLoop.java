package dev.kerasguard.keras.tensorflow;

import dev.kerasguard.keras.graph.DType;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Graph;
import org.tensorflow.Operation;
import org.tensorflow.Output;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;

/** A loop of TensorFlow that runs a known number of times. */
final class WhileLoop {

    private WhileLoop() {}

    /** What one turn of a loop does. */
    @FunctionalInterface
    interface Turn {
        /**
         * Adds the operations of one turn.
         *
         * @param in the graph of the loop's body
         * @param index the turn, from 0: one number of 32 bits
         * @param variables what the turn before gave
         * @param constants what is the same in every turn
         * @return the variables of the next turn
         */
        List<Output<?>> add(Emission in, Output<?> index, List<Output<?>> variables, List<Output<?>> constants);
    }

    /** What the variables are in the end. */
    static List<Output<?>> emit(
            Emission to, Output<?> count, List<Output<?>> variables, List<Output<?>> constants, Turn turn) {
        List<Output<?>> all = new ArrayList<>();
        all.add(to.constant(DType.INT32, 0));
        all.add(count);
        all.addAll(variables);
        all.addAll(constants);
        String name = to.unique("loop");
        try (Graph conditionGraph = new Graph();
                Graph bodyGraph = new Graph();
                ConcreteFunction condition = condition(name + "_goes_on", conditionGraph, all);
                ConcreteFunction body = body(name + "_turn", bodyGraph, all, variables.size(), turn)) {
            to.graph().attachFunction(condition);
            to.graph().attachFunction(body);
            // Not lowered to control flow: the function's own executor was 15 % faster in every case measured.
            Operation loop = to.operation(to.builder("StatelessWhile")
                    .addInputList(all.toArray(new Output<?>[0]))
                    .setAttr("T", all.stream().map(WhileLoop::type).toArray(DataType[]::new))
                    .setAttr("cond", condition)
                    .setAttr("body", body)
                    .setAttr(
                            "output_shapes",
                            all.stream().map(_ -> Shape.unknown()).toArray(Shape[]::new)));
            List<Output<?>> after = new ArrayList<>();
            for (int i = 0; i < variables.size(); i++) {
                after.add(loop.output(2 + i));
            }
            return after;
        }
    }

    private static ConcreteFunction condition(String name, Graph graph, List<Output<?>> all) {
        Emission in = new Emission(graph);
        Signature.Builder signature = Signature.builder(name);
        List<Output<?>> inputs = inputs(in, signature, all);
        signature.output("goes_on", in.op("Less", DType.INT32, inputs.getFirst(), inputs.get(1)));
        return ConcreteFunction.create(signature.build(), graph);
    }

    private static ConcreteFunction body(String name, Graph graph, List<Output<?>> all, int variables, Turn turn) {
        Emission in = new Emission(graph);
        Signature.Builder signature = Signature.builder(name);
        List<Output<?>> inputs = inputs(in, signature, all);
        List<Output<?>> constants = inputs.subList(2 + variables, inputs.size());
        List<Output<?>> outputs = new ArrayList<>();
        outputs.add(in.op("AddV2", DType.INT32, inputs.getFirst(), in.constant(DType.INT32, 1)));
        outputs.add(inputs.get(1));
        outputs.addAll(turn.add(in, inputs.getFirst(), inputs.subList(2, 2 + variables), constants));
        outputs.addAll(constants);
        for (int i = 0; i < outputs.size(); i++) {
            // A function may not give what it takes.
            Output<?> output = outputs.get(i);
            signature.output(
                    "out_%05d".formatted(i),
                    in.build(in.builder("Identity").addInput(output).setAttr("T", type(output))));
        }
        return ConcreteFunction.create(signature.build(), graph);
    }

    private static List<Output<?>> inputs(Emission in, Signature.Builder signature, List<Output<?>> all) {
        List<Output<?>> inputs = new ArrayList<>();
        for (Output<?> each : all) {
            Output<?> input = in.build(
                    in.builder("Placeholder").setAttr("dtype", type(each)).setAttr("shape", each.shape()));
            signature.input("in_%05d".formatted(inputs.size()), input);
            inputs.add(input);
        }
        return inputs;
    }

    private static DataType type(Output<?> output) {
        return DataType.forNumber(output.dataType().getNumber());
    }
}
