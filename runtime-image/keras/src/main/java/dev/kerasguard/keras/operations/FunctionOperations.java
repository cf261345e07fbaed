package dev.kerasguard.keras.operations;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.ElementwiseOp.BinaryKind;
import dev.kerasguard.keras.graph.ElementwiseOp.UnaryKind;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.ShapeException;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.LayerReader;
import java.util.Map;

/** Functions of each element of one tensor. */
final class FunctionOperations {

    static final Map<String, LayerReader> ALL = Map.ofEntries(
            real("Arccos", UnaryKind.ARCCOS),
            real("Arccosh", UnaryKind.ARCCOSH),
            real("Arcsin", UnaryKind.ARCSIN),
            real("Arcsinh", UnaryKind.ARCSINH),
            real("Arctan", UnaryKind.ARCTAN),
            real("Arctanh", UnaryKind.ARCTANH),
            real("Ceil", UnaryKind.CEIL),
            real("Cos", UnaryKind.COS),
            real("Cosh", UnaryKind.COSH),
            real("Exp", UnaryKind.EXP),
            real("Expm1", UnaryKind.EXPM1),
            real("Floor", UnaryKind.FLOOR),
            real("Log", UnaryKind.LOG),
            real("Log1p", UnaryKind.LOG1P),
            real("Sin", UnaryKind.SIN),
            real("Sinh", UnaryKind.SINH),
            real("Sqrt", UnaryKind.SQRT),
            real("Tan", UnaryKind.TAN),
            real("Tanh", UnaryKind.TANH),
            function("Exp2", (graph, x) -> {
                Tensor y = real(graph, x);
                return graph.binary(BinaryKind.POWER, graph.constant(y.dtype(), 2), y);
            }),
            function("Log10", (graph, x) -> logarithm(graph, x, 10)),
            function("Log2", (graph, x) -> logarithm(graph, x, 2)),
            plain("Negative", UnaryKind.NEGATIVE),
            plain("Reciprocal", UnaryKind.RECIPROCAL),
            plain("Rsqrt", UnaryKind.RSQRT),
            plain("Erf", UnaryKind.ERF),
            plain("Erfc", UnaryKind.ERFC),
            plain("BitwiseInvert", UnaryKind.BITWISE_NOT),
            plain("BitwiseNot", UnaryKind.BITWISE_NOT),
            function("Erfinv", (graph, x) -> {
                boolean half = x.dtype() == DType.FLOAT16 || x.dtype() == DType.BFLOAT16;
                Tensor y = graph.unary(UnaryKind.ERFINV, half ? graph.cast(x, DType.FLOAT32) : x);
                return graph.cast(y, x.dtype());
            }),
            function("Absolute", FunctionOperations::absolute),
            function("Abs", FunctionOperations::absolute),
            function("Fabs", (graph, x) -> graph.unary(UnaryKind.ABSOLUTE, real(graph, x))),
            function(
                    "Square",
                    (graph, x) ->
                            graph.unary(UnaryKind.SQUARE, x.dtype() == DType.BOOL ? graph.cast(x, DType.INT32) : x)),
            function("Sign", (graph, x) -> {
                DType unsigned = x.dtype().keras().startsWith("uint") ? DType.INT32 : x.dtype();
                return graph.cast(graph.unary(UnaryKind.SIGN, graph.cast(x, unsigned)), x.dtype());
            }),
            function(
                    "Trunc",
                    (graph, x) -> x.dtype().isFloating()
                            ? graph.where(
                                    below(graph, x, 0), graph.unary(UnaryKind.CEIL, x), graph.unary(UnaryKind.FLOOR, x))
                            : x),
            function("Cbrt", (graph, x) -> {
                Tensor y = graph.cast(x, x.dtype().isFloating() ? x.dtype() : wide(x.dtype()));
                Tensor root = graph.binary(
                        BinaryKind.POWER, graph.unary(UnaryKind.ABSOLUTE, y), graph.constant(y.dtype(), 1.0 / 3));
                return graph.multiply(graph.unary(UnaryKind.SIGN, y), root);
            }),
            function(
                    "I0",
                    (graph, x) -> graph.unary(
                            UnaryKind.BESSEL_I0, graph.cast(x, x.dtype().isFloating() ? x.dtype() : wide(x.dtype())))),
            function("Deg2rad", (graph, x) -> graph.multiply(angle(graph, x), Math.PI / 180)),
            function("Rad2deg", (graph, x) -> graph.multiply(angle(graph, x), 180 / Math.PI)),
            function("Sinc", (graph, x) -> {
                Tensor y = real(graph, x);
                Tensor scaled = graph.multiply(y, Math.PI);
                Tensor sinc = graph.divide(graph.unary(UnaryKind.SIN, scaled), scaled);
                return graph.where(equal(graph, y, 0), graph.constant(y.dtype(), 1), sinc);
            }),
            function("Angle", (graph, x) -> {
                Tensor y = real(graph, x);
                return graph.where(
                        below(graph, y, 0), graph.constant(y.dtype(), Math.PI), graph.constant(y.dtype(), 0));
            }),
            function("LogicalNot", (graph, x) -> graph.unary(UnaryKind.LOGICAL_NOT, graph.cast(x, DType.BOOL))),
            function("Isnan", (graph, x) -> tests(graph, x, UnaryKind.ISNAN, false)),
            function("Isinf", (graph, x) -> tests(graph, x, UnaryKind.ISINF, false)),
            function("Isfinite", (graph, x) -> tests(graph, x, UnaryKind.ISFINITE, true)),
            function("Isposinf", (graph, x) -> infinite(graph, x, Double.POSITIVE_INFINITY)),
            function("Isneginf", (graph, x) -> infinite(graph, x, Double.NEGATIVE_INFINITY)),
            function("Isreal", (graph, x) -> like(graph, x, DType.BOOL, 1)),
            function("Signbit", FunctionOperations::signBit),
            function("Real", (_, x) -> x),
            function("Conj", (_, x) -> x),
            function("Conjugate", (_, x) -> x),
            function("Imag", (graph, x) -> like(graph, x, x.dtype(), 0)),
            function("Copy", (_, x) -> x),
            Map.entry("StopGradient", Operation.plain(OperationCall::x, "variable")),
            Map.entry("Round", Operation.with(FunctionOperations::round, "x")),
            Map.entry("Clip", Operation.with(FunctionOperations::clip, "x")),
            Map.entry("NanToNum", Operation.with(FunctionOperations::nanToNum, "x")));

    /** A function of a tensor. */
    @FunctionalInterface
    private interface Function {
        Tensor apply(GraphBuilder graph, Tensor x);
    }

    private FunctionOperations() {}

    private static Map.Entry<String, LayerReader> function(String name, Function function) {
        return Map.entry(name, Operation.plain(call -> function.apply(call.graph(), call.x()), "x"));
    }

    private static Map.Entry<String, LayerReader> plain(String name, UnaryKind kind) {
        return function(name, (graph, x) -> graph.unary(kind, x));
    }

    private static Map.Entry<String, LayerReader> real(String name, UnaryKind kind) {
        return function(name, (graph, x) -> graph.unary(kind, real(graph, x)));
    }

    static Tensor real(GraphBuilder graph, Tensor x) {
        return graph.cast(x, Promotion.real(x.dtype()));
    }

    private static DType wide(DType dtype) {
        return dtype == DType.INT64 ? DType.FLOAT64 : DType.FLOAT32;
    }

    private static Tensor angle(GraphBuilder graph, Tensor x) {
        return graph.cast(x, x.dtype().isFloating() ? x.dtype() : wide(x.dtype()));
    }

    private static Tensor logarithm(GraphBuilder graph, Tensor x, double base) {
        Tensor y = graph.unary(UnaryKind.LOG, real(graph, x));
        return graph.divide(y, graph.constant(y.dtype(), Math.log(base)));
    }

    private static Tensor absolute(GraphBuilder graph, Tensor x) {
        boolean positive = x.dtype() == DType.BOOL || x.dtype().keras().startsWith("uint");
        return positive ? x : graph.unary(UnaryKind.ABSOLUTE, x);
    }

    static Tensor below(GraphBuilder graph, Tensor x, double bound) {
        return graph.binary(BinaryKind.LESS, x, graph.constant(x.dtype(), bound));
    }

    static Tensor above(GraphBuilder graph, Tensor x, double bound) {
        return graph.binary(BinaryKind.GREATER, x, graph.constant(x.dtype(), bound));
    }

    private static Tensor equal(GraphBuilder graph, Tensor x, double value) {
        return graph.binary(BinaryKind.EQUAL, x, graph.constant(x.dtype(), value));
    }

    /** One value in a tensor's shape. */
    static Tensor like(GraphBuilder graph, Tensor x, DType dtype, double value) {
        return graph.full(dtype, value, x, CreationOperations.sizes(x));
    }

    private static Tensor tests(GraphBuilder graph, Tensor x, UnaryKind kind, boolean otherwise) {
        return x.dtype().isFloating() ? graph.unary(kind, x) : like(graph, x, DType.BOOL, otherwise ? 1 : 0);
    }

    private static Tensor infinite(GraphBuilder graph, Tensor x, double value) {
        return x.dtype().isFloating() ? equal(graph, x, value) : like(graph, x, DType.BOOL, 0);
    }

    /** Minus zero has the sign bit too, and is what 1 divided by is below zero. */
    private static Tensor signBit(GraphBuilder graph, Tensor x) {
        if (x.dtype() == DType.BOOL) {
            return like(graph, x, DType.BOOL, 0);
        }
        return x.dtype().isFloating()
                ? graph.binary(BinaryKind.LOGICAL_OR, below(graph, x, 0), isMinusZero(graph, x))
                : below(graph, x, 0);
    }

    static Tensor isMinusZero(GraphBuilder graph, Tensor x) {
        return equal(graph, graph.unary(UnaryKind.RECIPROCAL, x), Double.NEGATIVE_INFINITY);
    }

    private static Operation.One round(Settings settings) throws ModelRefusedException {
        int decimals = settings.integer("decimals", -30, 0);
        if (decimals > 30) {
            throw settings.unsupported("decimals", "up to 30");
        }
        return call -> {
            GraphBuilder graph = call.graph();
            Tensor x = call.x();
            if (!x.dtype().isFloating() && decimals >= 0) {
                return x;
            }
            if (decimals == 0) {
                return graph.unary(UnaryKind.ROUND, x);
            }
            Tensor y = graph.cast(x, x.dtype().isFloating() ? x.dtype() : DType.FLOAT32);
            Tensor factor = graph.constant(y.dtype(), Math.pow(10, decimals));
            Tensor rounded = graph.unary(UnaryKind.ROUND, graph.multiply(y, factor));
            return graph.cast(graph.divide(rounded, factor), x.dtype());
        };
    }

    private static Operation.One clip(Settings settings) throws ModelRefusedException {
        Limit low = limit(settings, "x_min");
        Limit high = limit(settings, "x_max");
        return call -> {
            GraphBuilder graph = call.graph();
            Tensor x = call.x().dtype() == DType.BOOL ? graph.cast(call.x(), DType.INT32) : call.x();
            return graph.maximum(graph.minimum(x, high.of(graph, x)), low.of(graph, x));
        };
    }

    /** What nothing may go beyond. */
    private interface Limit {
        Tensor of(GraphBuilder graph, Tensor x);
    }

    private static Limit limit(Settings settings, String key) throws ModelRefusedException {
        JsonNode value = settings.find(key);
        if (value == null) {
            throw settings.unsupported(key, "a number or an array");
        }
        if (value.isNumber()) {
            double number = Axes.real(settings, key, 0);
            return (graph, x) -> {
                if (!x.dtype().isFloating() && number != Math.rint(number)) {
                    throw new ShapeException("limits " + x.dtype().keras() + " by " + number);
                }
                return graph.constant(x.dtype(), number);
            };
        }
        return (graph, x) -> graph.cast(graph.constant(Literals.read(value)), x.dtype());
    }

    private static Operation.One nanToNum(Settings settings) throws ModelRefusedException {
        double nan = Axes.real(settings, "nan", 0);
        double positive = Axes.real(settings, "posinf", Double.NaN);
        double negative = Axes.real(settings, "neginf", Double.NaN);
        return call -> finite(call.graph(), call.x(), nan, positive, negative);
    }

    /** NaN and infinities replaced; NaN for an infinity stands for the largest number of the type. */
    static Tensor finite(GraphBuilder graph, Tensor x, double nan, double positive, double negative) {
        if (!x.dtype().isFloating()) {
            return x;
        }
        double largest = switch (x.dtype()) {
            case FLOAT16 -> 65504;
            case BFLOAT16 -> 0x1.FEp127;
            case FLOAT64 -> Double.MAX_VALUE;
            default -> Float.MAX_VALUE;
        };
        Tensor y = graph.where(graph.unary(UnaryKind.ISNAN, x), graph.constant(x.dtype(), nan), x);
        y = graph.where(
                infinite(graph, y, Double.POSITIVE_INFINITY),
                graph.constant(x.dtype(), Double.isNaN(positive) ? largest : positive),
                y);
        return graph.where(
                infinite(graph, y, Double.NEGATIVE_INFINITY),
                graph.constant(x.dtype(), Double.isNaN(negative) ? -largest : negative),
                y);
    }
}
