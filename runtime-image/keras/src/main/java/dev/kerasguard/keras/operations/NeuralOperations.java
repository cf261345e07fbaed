package dev.kerasguard.keras.operations;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.ArrayOp;
import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.Dim;
import dev.kerasguard.keras.graph.ElementwiseOp.BinaryKind;
import dev.kerasguard.keras.graph.ElementwiseOp.LeakyRelu;
import dev.kerasguard.keras.graph.ElementwiseOp.UnaryKind;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.ReduceOp;
import dev.kerasguard.keras.graph.ShapeException;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.LayerReader;
import dev.kerasguard.keras.layers.activation.ActivationFunction;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** The activation functions of {@code keras.ops.nn}, with their options. */
final class NeuralOperations {

    static final Map<String, LayerReader> ALL = Map.ofEntries(
            activation("Relu", ActivationFunction.RELU),
            activation("Relu6", ActivationFunction.RELU6),
            activation("Sigmoid", ActivationFunction.SIGMOID),
            activation("Softplus", ActivationFunction.SOFTPLUS),
            activation("Softsign", ActivationFunction.SOFTSIGN),
            activation("Silu", ActivationFunction.SILU),
            activation("LogSigmoid", ActivationFunction.LOG_SIGMOID),
            activation("HardSigmoid", ActivationFunction.HARD_SIGMOID),
            activation("HardSilu", ActivationFunction.HARD_SILU),
            activation("Selu", ActivationFunction.SELU),
            activation("TanhShrink", ActivationFunction.TANH_SHRINK),
            activation("HardTanh", ActivationFunction.HARD_TANH),
            function("SparseSigmoid", (graph, x) -> graph.clip(graph.multiply(graph.add(x, 1), 0.5), 0, 1)),
            function("SparsePlus", (graph, x) -> {
                Tensor curve = graph.multiply(graph.unary(UnaryKind.SQUARE, graph.add(x, 1)), 0.25);
                Tensor upper = graph.where(FunctionOperations.below(graph, x, 1), curve, x);
                Tensor none = graph.binary(BinaryKind.LESS_EQUAL, x, graph.constant(x.dtype(), -1));
                return graph.where(none, graph.constant(x.dtype(), 0), upper);
            }),
            with("LeakyRelu", "negative_slope", 0.2, (graph, x, slope) -> graph.op(new LeakyRelu(slope), x)),
            with("Elu", "alpha", 1, (graph, x, alpha) -> {
                Tensor elu = graph.unary(UnaryKind.ELU, x);
                return alpha == 1
                        ? elu
                        : graph.where(FunctionOperations.above(graph, x, 0), elu, graph.multiply(elu, alpha));
            }),
            with("Celu", "alpha", 1, (graph, x, alpha) -> {
                Tensor zero = graph.constant(x.dtype(), 0);
                Tensor below = graph.divide(graph.minimum(x, zero), graph.constant(x.dtype(), alpha));
                return graph.add(graph.maximum(x, zero), graph.multiply(graph.unary(UnaryKind.EXPM1, below), alpha));
            }),
            with("SoftShrink", "threshold", 0.5, (graph, x, threshold) -> {
                Tensor low = graph.where(
                        FunctionOperations.below(graph, x, -threshold),
                        graph.add(x, threshold),
                        graph.constant(x.dtype(), 0));
                return graph.where(FunctionOperations.above(graph, x, threshold), graph.add(x, -threshold), low);
            }),
            with("HardShrink", "threshold", 0.5, (graph, x, threshold) -> {
                Tensor large = FunctionOperations.above(graph, graph.unary(UnaryKind.ABSOLUTE, x), threshold);
                return graph.where(large, x, graph.constant(x.dtype(), 0));
            }),
            with("Squareplus", "b", 4, (graph, x, b) -> {
                Tensor root = graph.unary(UnaryKind.SQRT, graph.add(graph.unary(UnaryKind.SQUARE, x), b));
                return graph.multiply(graph.add(x, root), 0.5);
            }),
            Map.entry("Threshold", Operation.with(NeuralOperations::threshold, "x")),
            Map.entry("Gelu", Operation.with(NeuralOperations::gelu, "x")),
            Map.entry("Glu", Operation.with(NeuralOperations::glu, "x")),
            Map.entry("Softmax", Operation.with(settings -> softmax(settings, false), "x")),
            Map.entry("LogSoftmax", Operation.with(settings -> softmax(settings, true), "x")),
            Map.entry("Sparsemax", Operation.with(NeuralOperations::sparsemax, "x")),
            Map.entry("OneHot", Operation.with(NeuralOperations::oneHot, "x")),
            Map.entry("MultiHot", Operation.with(NeuralOperations::multiHot, "inputs")));

    /** A function of a tensor. */
    @FunctionalInterface
    private interface Function {
        Tensor apply(GraphBuilder graph, Tensor x);
    }

    /** A function of a tensor and a number. */
    @FunctionalInterface
    private interface Parametric {
        Tensor apply(GraphBuilder graph, Tensor x, double parameter);
    }

    private NeuralOperations() {}

    private static Map.Entry<String, LayerReader> function(String name, Function function) {
        return Map.entry(name, Operation.plain(call -> function.apply(call.graph(), call.x()), "x"));
    }

    private static Map.Entry<String, LayerReader> activation(String name, ActivationFunction activation) {
        return function(name, activation::apply);
    }

    private static Map.Entry<String, LayerReader> with(String name, String key, double otherwise, Parametric function) {
        return Map.entry(
                name,
                Operation.with(
                        settings -> {
                            double parameter = Axes.real(settings, key, otherwise);
                            return call -> function.apply(call.graph(), call.x(), parameter);
                        },
                        "x"));
    }

    private static Operation.One threshold(Settings settings) throws ModelRefusedException {
        double threshold = Axes.real(settings, "threshold", 0);
        double otherwise = Axes.real(settings, "default_value", 0);
        return call -> {
            GraphBuilder graph = call.graph();
            Tensor x = call.x();
            return graph.where(FunctionOperations.above(graph, x, threshold), x, graph.constant(x.dtype(), otherwise));
        };
    }

    private static Operation.One gelu(Settings settings) throws ModelRefusedException {
        boolean approximate = settings.bool("approximate", true);
        return call -> {
            GraphBuilder graph = call.graph();
            Tensor x = call.x();
            if (!approximate) {
                return ActivationFunction.GELU.apply(graph, x);
            }
            Tensor cube = graph.multiply(graph.multiply(graph.multiply(x, x), x), 0.044715);
            Tensor inner = graph.multiply(graph.add(x, cube), Math.sqrt(2 / Math.PI));
            return graph.multiply(graph.multiply(x, 0.5), graph.add(graph.unary(UnaryKind.TANH, inner), 1));
        };
    }

    private static Operation.One glu(Settings settings) throws ModelRefusedException {
        int axis = Axes.one(settings, "axis", -1);
        return call -> {
            GraphBuilder graph = call.graph();
            var halves = graph.split(call.x(), axis, 2);
            return graph.multiply(halves.getFirst(), graph.unary(UnaryKind.SIGMOID, halves.getLast()));
        };
    }

    private static Operation.One softmax(Settings settings, boolean log) throws ModelRefusedException {
        boolean all = settings.node().has("axis") && !settings.has("axis");
        Axes axes = all ? new Axes(null) : settings.has("axis") ? Axes.read(settings) : new Axes(List.of(-1));
        return call -> {
            GraphBuilder graph = call.graph();
            Tensor x = call.x();
            int[] along = axes.of(x);
            if (along.length == 1) {
                return log ? graph.logSoftmax(x, along[0]) : graph.softmax(x, along[0]);
            }
            // Over several axes: the same as over one that holds all of them.
            Tensor largest = graph.reduce(ReduceOp.Kind.MAX, x, true, along);
            Tensor shifted = graph.subtract(x, largest);
            Tensor exponentials = graph.unary(UnaryKind.EXP, shifted);
            Tensor sum = graph.reduce(ReduceOp.Kind.SUM, exponentials, true, along);
            return log ? graph.subtract(shifted, graph.unary(UnaryKind.LOG, sum)) : graph.divide(exponentials, sum);
        };
    }

    /** Martins and Astudillo, "From Softmax to Sparsemax" (2016), algorithm 1. */
    private static Operation.One sparsemax(Settings settings) throws ModelRefusedException {
        int axis = Axes.one(settings, "axis", -1);
        return call -> {
            GraphBuilder graph = call.graph();
            int front = GraphBuilder.axis(call.x(), axis);
            int last = call.x().rank() - 1;
            Tensor x = Axes.swap(graph, call.x(), front, last);
            Tensor sorted = SortingOperations.descending(graph, x);
            Tensor sums = graph.op(new ReduceOp.Cumulative(false, last), sorted);
            Tensor counts = graph.add(graph.op(new ArrayOp.Range(last, x.dtype()), x), 1);
            Tensor bound = graph.subtract(sorted, graph.divide(graph.add(sums, -1), counts));
            Tensor support = FunctionOperations.above(graph, bound, 0);
            Tensor k = graph.reduce(ReduceOp.Kind.SUM, graph.cast(support, x.dtype()), true, last);
            // As in Keras: the running sums of the support are summed up, and not its numbers.
            Tensor running = graph.where(support, sums, graph.constant(x.dtype(), 0));
            Tensor total = graph.reduce(ReduceOp.Kind.SUM, running, true, last);
            Tensor tau = graph.divide(graph.add(total, -1), k);
            Tensor result = graph.maximum(graph.subtract(x, tau), graph.constant(x.dtype(), 0));
            return Axes.swap(graph, result, front, last);
        };
    }

    private static Operation.One oneHot(Settings settings) throws ModelRefusedException {
        int classes = settings.integer("num_classes", 0);
        int axis = Axes.one(settings, "axis", -1);
        DType said = Axes.dtype(settings);
        refuseSparse(settings);
        return call -> oneHot(call.graph(), call.x(), classes, axis, said == null ? DType.FLOAT32 : said);
    }

    private static void refuseSparse(Settings settings) throws ModelRefusedException {
        if (settings.bool("sparse", false)) {
            throw settings.unsupported("sparse", "false");
        }
    }

    private static Tensor oneHot(GraphBuilder graph, Tensor x, int classes, int axis, DType dtype) {
        Tensor hot = graph.oneHot(graph.cast(x, DType.INT64), classes, dtype);
        int rank = hot.rank();
        int front = axis < 0 ? axis + rank : axis;
        if (front < 0 || front >= rank) {
            throw new ShapeException("puts classes on axis " + axis + " of " + rank);
        }
        return graph.moveAxis(hot, rank - 1, front);
    }

    private static Operation.One multiHot(Settings settings) throws ModelRefusedException {
        int classes = settings.integer("num_classes", 1);
        int axis = Axes.one(settings, "axis", -1);
        DType said = Axes.dtype(settings);
        refuseSparse(settings);
        return call -> {
            GraphBuilder graph = call.graph();
            Tensor x = call.x();
            DType dtype = said == null ? DType.FLOAT32 : said;
            Tensor hot = oneHot(graph, x, classes, axis, dtype);
            ReduceOp.Kind kind = dtype == DType.BOOL ? ReduceOp.Kind.ANY : ReduceOp.Kind.MAX;
            return graph.reduce(kind, hot, false, x.rank() > 1 ? 1 : 0);
        };
    }

    /** Sizes of one but along some axes. */
    static long[] along(Tensor x, int... axes) {
        return LongStream.range(0, x.rank())
                .map(i -> IntStream.of(axes).anyMatch(axis -> axis == i) ? x.size((int) i) : 1)
                .toArray();
    }

    /** A vector as wide as an axis of a tensor, in the tensor's rank. */
    static Tensor spread(GraphBuilder graph, Tensor vector, Tensor x, int... axes) {
        if (vector.rank() == x.rank() || (axes.length == 1 && axes[0] == x.rank() - 1)) {
            return vector;
        }
        Dim[] dims = LongStream.of(along(x, axes)).mapToObj(Dim::of).toArray(Dim[]::new);
        return graph.reshape(vector, dims);
    }
}
