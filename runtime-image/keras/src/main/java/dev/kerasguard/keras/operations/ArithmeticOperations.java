package dev.kerasguard.keras.operations;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.ElementwiseOp.BinaryKind;
import dev.kerasguard.keras.graph.ElementwiseOp.UnaryKind;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.ShapeException;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.LayerReader;
import dev.kerasguard.keras.operations.OperationCall.Pair;
import dev.kerasguard.keras.operations.Promotion.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Arithmetic, comparison and logic of two tensors. */
final class ArithmeticOperations {

    static final Map<String, LayerReader> ALL = Map.ofEntries(
            Map.entry("Add", binary(ArithmeticOperations::add)),
            weak("Subtract", BinaryKind.SUBTRACT),
            weak("Multiply", BinaryKind.MULTIPLY),
            weak("Maximum", BinaryKind.MAXIMUM),
            weak("Minimum", BinaryKind.MINIMUM),
            weak("FloorDivide", BinaryKind.FLOOR_DIVIDE),
            weak("Divide", BinaryKind.DIVIDE, Kind.PYTHON_FLOAT),
            weak("TrueDivide", BinaryKind.DIVIDE, Kind.PYTHON_FLOAT),
            weak("DivideNoNan", BinaryKind.DIVIDE_NO_NAN, Kind.PYTHON_FLOAT),
            Map.entry("Power", binary(ArithmeticOperations::power)),
            Map.entry("Mod", binary(call -> apply(call, BinaryKind.MOD, remainders(call)))),
            Map.entry("Fmod", binary(ArithmeticOperations::fmod)),
            Map.entry("Fmax", binary(call -> nanless(call, BinaryKind.MAXIMUM))),
            Map.entry("Fmin", binary(call -> nanless(call, BinaryKind.MINIMUM))),
            strong("Arctan2", BinaryKind.ARCTAN2, Kind.PYTHON_FLOAT),
            Map.entry("Hypot", binary(ArithmeticOperations::hypot)),
            Map.entry("Heaviside", binary(ArithmeticOperations::heaviside)),
            Map.entry("Logaddexp", binary(call -> logAddExp(call, 1))),
            Map.entry("Logaddexp2", binary(call -> logAddExp(call, Math.log(2)))),
            Map.entry("Ldexp", binary(ArithmeticOperations::ldexp)),
            Map.entry("Nextafter", binary(ArithmeticOperations::nextAfter)),
            strong("Equal", BinaryKind.EQUAL),
            strong("NotEqual", BinaryKind.NOT_EQUAL),
            strong("Less", BinaryKind.LESS),
            strong("LessEqual", BinaryKind.LESS_EQUAL),
            strong("Greater", BinaryKind.GREATER),
            strong("GreaterEqual", BinaryKind.GREATER_EQUAL),
            Map.entry("LogicalAnd", binary(call -> apply(call, BinaryKind.LOGICAL_AND, call.truths()))),
            Map.entry("LogicalOr", binary(call -> apply(call, BinaryKind.LOGICAL_OR, call.truths()))),
            Map.entry("LogicalXor", binary(call -> apply(call, BinaryKind.NOT_EQUAL, call.truths()))),
            Map.entry(
                    "Isclose",
                    Operation.with(settings -> isClose(settings.bool("equal_nan", false)), "x1", "x2", "rtol", "atol")),
            Map.entry("AllClose", Operation.with(ArithmeticOperations::allClose, "x1", "x2")),
            bitwise("BitwiseAnd", BinaryKind.BITWISE_AND),
            bitwise("BitwiseOr", BinaryKind.BITWISE_OR),
            bitwise("BitwiseXor", BinaryKind.BITWISE_XOR),
            shift("BitwiseLeftShift", BinaryKind.LEFT_SHIFT),
            shift("LeftShift", BinaryKind.LEFT_SHIFT),
            shift("BitwiseRightShift", BinaryKind.RIGHT_SHIFT),
            shift("RightShift", BinaryKind.RIGHT_SHIFT));

    private ArithmeticOperations() {}

    private static LayerReader binary(Operation.One body) {
        return Operation.plain(body, "x1", "x2");
    }

    private static Map.Entry<String, LayerReader> weak(String name, BinaryKind kind, Kind... more) {
        return Map.entry(name, binary(call -> apply(call, kind, call.weak(more))));
    }

    private static Map.Entry<String, LayerReader> strong(String name, BinaryKind kind, Kind... more) {
        return Map.entry(name, binary(call -> apply(call, kind, call.strong(more))));
    }

    private static Map.Entry<String, LayerReader> bitwise(String name, BinaryKind kind) {
        return Map.entry(name, Operation.plain(call -> apply(call, kind, call.strong()), "x", "y"));
    }

    private static Map.Entry<String, LayerReader> shift(String name, BinaryKind kind) {
        return Map.entry(
                name,
                Operation.plain(
                        call -> {
                            if (call.operand(1) instanceof Operand.Whole by) {
                                Tensor x = call.x();
                                return call.graph().binary(kind, x, by.as(call.graph(), x.dtype()));
                            }
                            return apply(call, kind, call.strong());
                        },
                        "x",
                        "y"));
    }

    private static Tensor apply(OperationCall call, BinaryKind kind, Pair pair) {
        return call.graph().binary(kind, pair.first(), pair.second());
    }

    /** Keras adds what is one row of numbers as a bias, to the second or the last dimension, whichever is as long. */
    private static Tensor add(OperationCall call) throws ModelRefusedException {
        GraphBuilder graph = call.graph();
        Pair pair = call.weak();
        Tensor x = pair.first();
        Tensor y = pair.second();
        List<Long> sizes = y.shape().sizes().stream().filter(size -> size != 1).toList();
        boolean bias = sizes.size() == 1 && x.rank() > 1 && sizes.getFirst() > 1;
        long length = bias ? sizes.getFirst() : 0;
        if (!bias || (x.size(-1) != length && x.size(1) != length)) {
            return graph.add(x, y);
        }
        long[] shape = new long[x.rank()];
        Arrays.fill(shape, 1);
        shape[x.size(-1) == length ? x.rank() - 1 : 1] = length;
        return graph.add(x, y.rank() == 1 && x.size(-1) == length ? y : graph.reshape(y, shape));
    }

    private static Tensor power(OperationCall call) throws ModelRefusedException {
        GraphBuilder graph = call.graph();
        DType dtype =
                Promotion.of(List.of(call.operand(0).kind(), call.operand(1).kind()));
        boolean unsigned = dtype.keras().startsWith("uint");
        DType compute = unsigned ? DType.INT32 : dtype;
        Tensor power = graph.binary(
                BinaryKind.POWER,
                call.operand(0).as(graph, compute),
                call.operand(1).as(graph, compute));
        return graph.cast(power, dtype);
    }

    private static Pair remainders(OperationCall call) throws ModelRefusedException {
        Pair pair = call.strong();
        return pair.first().dtype() == DType.BOOL ? cast(call, pair, DType.INT32) : pair;
    }

    private static Pair cast(OperationCall call, Pair pair, DType dtype) {
        return new Pair(call.graph().cast(pair.first(), dtype), call.graph().cast(pair.second(), dtype));
    }

    private static Tensor fmod(OperationCall call) throws ModelRefusedException {
        GraphBuilder graph = call.graph();
        Pair given = remainders(call);
        DType dtype = given.first().dtype();
        Pair pair = dtype.keras().startsWith("uint") ? cast(call, given, DType.INT32) : given;
        Tensor rest = graph.binary(
                BinaryKind.MOD,
                graph.unary(UnaryKind.ABSOLUTE, pair.first()),
                graph.unary(UnaryKind.ABSOLUTE, pair.second()));
        return graph.cast(graph.multiply(graph.unary(UnaryKind.SIGN, pair.first()), rest), dtype);
    }

    private static Tensor nanless(OperationCall call, BinaryKind kind) throws ModelRefusedException {
        GraphBuilder graph = call.graph();
        Pair pair = call.weak();
        Tensor chosen = apply(call, kind, pair);
        if (!chosen.dtype().isFloating()) {
            return chosen;
        }
        Tensor first = graph.where(graph.unary(UnaryKind.ISNAN, pair.first()), pair.second(), chosen);
        return graph.where(graph.unary(UnaryKind.ISNAN, pair.second()), pair.first(), first);
    }

    /** Whole numbers of up to 32 bits become float32, of 64 bits float64. */
    private static Pair widened(OperationCall call) throws ModelRefusedException {
        Pair pair = call.strong();
        DType dtype = pair.first().dtype();
        return dtype.isInteger() ? cast(call, pair, dtype == DType.INT64 ? DType.FLOAT64 : DType.FLOAT32) : pair;
    }

    private static Tensor hypot(OperationCall call) throws ModelRefusedException {
        GraphBuilder graph = call.graph();
        Pair pair = widened(call);
        Tensor a = graph.unary(UnaryKind.ABSOLUTE, pair.first());
        Tensor b = graph.unary(UnaryKind.ABSOLUTE, pair.second());
        Tensor larger = graph.maximum(a, b);
        Tensor ratio = graph.binary(BinaryKind.DIVIDE_NO_NAN, graph.minimum(a, b), larger);
        Tensor root = graph.unary(UnaryKind.SQRT, graph.add(graph.unary(UnaryKind.SQUARE, ratio), 1));
        return graph.multiply(larger, root);
    }

    private static Tensor heaviside(OperationCall call) throws ModelRefusedException {
        GraphBuilder graph = call.graph();
        Pair pair = widened(call);
        Tensor x = pair.first();
        Tensor zero = graph.constant(x.dtype(), 0);
        Tensor above =
                graph.where(graph.binary(BinaryKind.GREATER, x, zero), graph.constant(x.dtype(), 1), pair.second());
        return graph.where(graph.binary(BinaryKind.LESS, x, zero), zero, above);
    }

    private static Tensor logAddExp(OperationCall call, double base) throws ModelRefusedException {
        GraphBuilder graph = call.graph();
        Pair pair = call.strong(Kind.PYTHON_FLOAT);
        Tensor difference = graph.subtract(pair.first(), pair.second());
        Tensor distance = graph.multiply(graph.unary(UnaryKind.ABSOLUTE, difference), -base);
        Tensor more = graph.unary(UnaryKind.LOG1P, graph.unary(UnaryKind.EXP, distance));
        Tensor sum = graph.add(graph.maximum(pair.first(), pair.second()), graph.multiply(more, 1 / base));
        return graph.where(graph.unary(UnaryKind.ISNAN, difference), graph.add(pair.first(), pair.second()), sum);
    }

    private static Tensor ldexp(OperationCall call) throws ModelRefusedException {
        GraphBuilder graph = call.graph();
        Pair pair = call.strong(Kind.PYTHON_FLOAT);
        Tensor x = pair.first();
        Tensor scaled = graph.multiply(x, graph.binary(BinaryKind.POWER, graph.constant(x.dtype(), 2), pair.second()));
        Tensor same = graph.binary(
                BinaryKind.LOGICAL_OR,
                graph.unary(UnaryKind.ISINF, x),
                graph.binary(BinaryKind.EQUAL, x, graph.constant(x.dtype(), 0)));
        return graph.where(same, x, scaled);
    }

    private static Tensor nextAfter(OperationCall call) throws ModelRefusedException {
        DType dtype = call.strong(Kind.PYTHON_FLOAT).first().dtype();
        Pair pair = cast(call, new Pair(call.tensor(0), call.tensor(1)), DType.FLOAT64);
        return call.graph().cast(apply(call, BinaryKind.NEXT_AFTER, pair), dtype);
    }

    private static Operation.One isClose(boolean equalNan) {
        return call -> {
            double relative = number(call, 2, 1e-5);
            double absolute = number(call, 3, 1e-8);
            return close(call, relative, absolute, equalNan, false);
        };
    }

    private static double number(OperationCall call, int parameter, double otherwise) throws ModelRefusedException {
        if (!call.has(parameter)) {
            return otherwise;
        }
        return switch (call.operand(parameter)) {
            case Operand.Real(double value) -> value;
            case Operand.Whole(long value) -> value;
            case Operand.Of _ -> throw new ShapeException("a tolerance is a tensor");
        };
    }

    private static Operation.One allClose(Settings settings) throws ModelRefusedException {
        double relative = Axes.real(settings, "rtol", 1e-5);
        double absolute = Axes.real(settings, "atol", 1e-8);
        boolean equalNan = settings.bool("equal_nan", false);
        return call -> {
            Tensor close = close(call, relative, absolute, equalNan, true);
            return ReductionOperations.all(call.graph(), close);
        };
    }

    private static Tensor close(OperationCall call, double relative, double absolute, boolean equalNan, boolean all)
            throws ModelRefusedException {
        GraphBuilder graph = call.graph();
        Pair pair = call.strong();
        Tensor x = pair.first();
        Tensor y = pair.second();
        if (!x.dtype().isFloating()) {
            return graph.binary(BinaryKind.EQUAL, x, y);
        }
        Tensor distance = graph.unary(UnaryKind.ABSOLUTE, graph.subtract(x, y));
        Tensor bound = graph.add(graph.multiply(graph.unary(UnaryKind.ABSOLUTE, y), relative), absolute);
        Tensor close = graph.binary(BinaryKind.LESS_EQUAL, distance, bound);
        if (all) {
            Tensor finite = graph.binary(
                    BinaryKind.LOGICAL_AND, graph.unary(UnaryKind.ISFINITE, x), graph.unary(UnaryKind.ISFINITE, y));
            close = graph.binary(
                    BinaryKind.LOGICAL_OR,
                    graph.binary(BinaryKind.LOGICAL_AND, finite, close),
                    graph.binary(BinaryKind.EQUAL, x, y));
        }
        Tensor nan =
                graph.binary(BinaryKind.LOGICAL_AND, graph.unary(UnaryKind.ISNAN, x), graph.unary(UnaryKind.ISNAN, y));
        return equalNan ? graph.binary(BinaryKind.LOGICAL_OR, close, nan) : close;
    }
}
