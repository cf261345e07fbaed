package dev.kerasguard.keras.operations;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.Arguments;
import dev.kerasguard.keras.layers.LayerScope;
import dev.kerasguard.keras.layers.Value;
import dev.kerasguard.keras.layers.Value.Leaf;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One call of an operation.
 *
 * @param scope where it is called
 * @param parameters the names of what it can be called with, in order
 * @param arguments what it is called with
 */
record OperationCall(LayerScope scope, List<String> parameters, Arguments arguments) {

    /** Two tensors of one type. */
    record Pair(Tensor first, Tensor second) {}

    GraphBuilder graph() {
        return scope.graph();
    }

    /** Whether there is a value for a parameter. */
    boolean has(int parameter) {
        return value(parameter) != null;
    }

    /** The value of a parameter; null when there is none. */
    @Nullable Value value(int parameter) {
        return arguments.find(parameter, parameters.get(parameter));
    }

    /** The first parameter as a tensor. */
    Tensor x() throws ModelRefusedException {
        return tensor(0);
    }

    /** A parameter as a tensor of the type that it has by itself. */
    Tensor tensor(int parameter) throws ModelRefusedException {
        return operand(parameter).strong(graph());
    }

    /** A parameter as a tensor, or null. */
    @Nullable Tensor optional(int parameter) throws ModelRefusedException {
        return has(parameter) ? tensor(parameter) : null;
    }

    /** A parameter as what arithmetic works on. */
    Operand operand(int parameter) throws ModelRefusedException {
        Value value = value(parameter);
        if (value == null) {
            throw scope.invalid("is called without \"" + parameters.get(parameter) + "\"");
        }
        return operand(value);
    }

    /** All that it is called with. */
    List<Operand> all() throws ModelRefusedException {
        List<Operand> all = new ArrayList<>();
        for (Value each : arguments.positional()) {
            all.add(operand(each));
        }
        return all;
    }

    /** A parameter that is a list of tensors. */
    List<Tensor> tensors(int parameter) throws ModelRefusedException {
        List<Tensor> tensors = new ArrayList<>();
        for (Operand each : operands(parameter)) {
            tensors.add(each.strong(graph()));
        }
        return tensors;
    }

    /** A parameter that is a list. */
    List<Operand> operands(int parameter) throws ModelRefusedException {
        List<Operand> operands = new ArrayList<>();
        switch (value(parameter)) {
            case Value.Sequence(List<Value> values) -> {
                for (Value each : values) {
                    operands.add(operand(each));
                }
            }
            case null -> throw scope.invalid("is called without \"" + parameters.get(parameter) + "\"");
            case Value other -> operands.add(operand(other));
        }
        if (operands.isEmpty()) {
            throw scope.invalid("is called with an empty list");
        }
        return operands;
    }

    /** A list of tensors brought to one type. */
    List<Tensor> promoted(int parameter) throws ModelRefusedException {
        List<Tensor> tensors = tensors(parameter);
        if (tensors.stream().map(Tensor::dtype).distinct().count() == 1) {
            return tensors;
        }
        DType dtype = Promotion.of(tensors.stream().map(Tensor::dtype).toArray(DType[]::new));
        return tensors.stream().map(each -> graph().cast(each, dtype)).toList();
    }

    /** The constant of a parameter as config.json says it; null when it is a tensor or missing. */
    @Nullable JsonNode constant(int parameter) {
        return arguments.constant(parameter, parameters.get(parameter));
    }

    /** The first two parameters in the type in which they meet, where Python's numbers are weak. */
    Pair weak(Promotion.Kind... more) throws ModelRefusedException {
        Operand a = operand(0);
        Operand b = operand(1);
        DType dtype = Promotion.of(
                Stream.concat(Stream.of(a.kind(), b.kind()), Stream.of(more)).toList());
        return new Pair(a.as(graph(), dtype), b.as(graph(), dtype));
    }

    /** The first two parameters in the type in which they meet, where Python's numbers have types of their own. */
    Pair strong(Promotion.Kind... more) throws ModelRefusedException {
        Tensor a = tensor(0);
        Tensor b = tensor(1);
        DType dtype = Promotion.of(
                Stream.concat(Stream.of(Promotion.Kind.of(a.dtype()), Promotion.Kind.of(b.dtype())), Stream.of(more))
                        .toList());
        return new Pair(graph().cast(a, dtype), graph().cast(b, dtype));
    }

    /** The first two parameters as truth values. */
    Pair truths() throws ModelRefusedException {
        return new Pair(truth(graph(), tensor(0)), truth(graph(), tensor(1)));
    }

    /** A tensor as truth values. */
    static Tensor truth(GraphBuilder graph, Tensor x) {
        return graph.cast(x, DType.BOOL);
    }

    private Operand operand(Value value) throws ModelRefusedException {
        return switch (value) {
            case Leaf(Tensor tensor, var _) -> new Operand.Of(tensor);
            case Value.Constant(JsonNode node)
            when node.isIntegralNumber() && node.canConvertToLong() -> new Operand.Whole(node.longValue());
            case Value.Constant(JsonNode node) when node.isNumber() -> new Operand.Real(node.doubleValue());
            case Value.Constant(JsonNode node) -> new Operand.Of(graph().constant(Literals.read(node)));
            case Value.Sequence(List<Value> values) -> sequence(values);
            case Value.Mapping _ -> throw scope.invalid("is called with a dictionary where a tensor is needed");
        };
    }

    /** A list where one tensor is wanted: Keras stacks it. */
    private Operand sequence(List<Value> values) throws ModelRefusedException {
        List<Operand> operands = new ArrayList<>();
        for (Value each : values) {
            operands.add(operand(each));
        }
        if (operands.isEmpty()) {
            throw scope.invalid("is called with an empty list where a tensor is needed");
        }
        // A list has one type, in which 1 beside 0.5 is a number with a point.
        boolean real = operands.stream().anyMatch(Operand.Real.class::isInstance);
        DType dtype = real ? DType.FLOAT32 : operands.getFirst().strong(graph()).dtype();
        return new Operand.Of(graph().stack(
                        operands.stream().map(each -> each.as(graph(), dtype)).toList(), 0));
    }
}
