package dev.kerasguard.keras.operations;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.ElementwiseOp.BinaryKind;
import dev.kerasguard.keras.graph.ElementwiseOp.UnaryKind;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.IndexOp;
import dev.kerasguard.keras.graph.Literal;
import dev.kerasguard.keras.graph.ReduceOp;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.LayerReader;
import dev.kerasguard.keras.layers.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Many elements to one, along axes. */
final class ReductionOperations {

    static final Map<String, LayerReader> ALL = Map.ofEntries(
            reduction(
                    "Sum",
                    (graph, x, axes, keep) ->
                            graph.reduce(ReduceOp.Kind.SUM, graph.cast(x, summed(x.dtype())), keep, axes)),
            reduction(
                    "Prod",
                    (graph, x, axes, keep) -> graph.reduce(
                            ReduceOp.Kind.PROD, graph.cast(x, summed(Promotion.of(x.dtype()))), keep, axes)),
            reduction("Mean", ReductionOperations::mean),
            reduction(
                    "Any",
                    (graph, x, axes, keep) -> graph.reduce(ReduceOp.Kind.ANY, graph.cast(x, DType.BOOL), keep, axes)),
            reduction(
                    "All",
                    (graph, x, axes, keep) -> graph.reduce(ReduceOp.Kind.ALL, graph.cast(x, DType.BOOL), keep, axes)),
            Map.entry("Max", Operation.with(settings -> extreme(settings, true), "x")),
            Map.entry("Amax", Operation.with(settings -> extreme(settings, true), "x")),
            Map.entry("Min", Operation.with(settings -> extreme(settings, false), "x")),
            Map.entry("Amin", Operation.with(settings -> extreme(settings, false), "x")),
            reduction(
                    "CountNonzero",
                    (graph, x, axes, _) -> graph.reduce(
                            ReduceOp.Kind.SUM, graph.cast(graph.cast(x, DType.BOOL), DType.INT32), false, axes)),
            reduction("Var", (graph, x, axes, keep) -> {
                Tensor wide = graph.cast(x, Promotion.of(x.dtype(), DType.FLOAT32));
                return graph.cast(variance(graph, wide, axes, keep), Promotion.real(x.dtype()));
            }),
            reduction("Std", (graph, x, axes, keep) -> {
                Tensor real = x.dtype().isFloating() ? x : graph.cast(x, DType.FLOAT32);
                return graph.unary(UnaryKind.SQRT, variance(graph, real, axes, keep));
            }),
            reduction(
                    "Ptp",
                    (graph, x, axes, keep) -> graph.subtract(
                            graph.reduce(ReduceOp.Kind.MAX, x, keep, axes),
                            graph.reduce(ReduceOp.Kind.MIN, x, keep, axes))),
            reduction("Logsumexp", ReductionOperations::logSumExp),
            reduction("Nansum", ReductionOperations::nanSum),
            reduction(
                    "Nanprod",
                    (graph, x, axes, keep) -> graph.reduce(
                            ReduceOp.Kind.PROD,
                            graph.cast(nanless(graph, x, 1), summed(Promotion.of(x.dtype()))),
                            keep,
                            axes)),
            reduction("Nanmean", ReductionOperations::nanMean),
            reduction("Nanvar", ReductionOperations::nanVariance),
            reduction(
                    "Nanstd", (graph, x, axes, keep) -> graph.unary(UnaryKind.SQRT, nanVariance(graph, x, axes, keep))),
            reduction("Nanmax", (graph, x, axes, keep) -> nanExtreme(graph, x, axes, keep, true)),
            reduction("Nanmin", (graph, x, axes, keep) -> nanExtreme(graph, x, axes, keep, false)),
            Map.entry("Average", Operation.with(ReductionOperations::average, "x", "weights")),
            Map.entry("Moments", Operation.several(ReductionOperations::moments, "x")),
            Map.entry(
                    "Size",
                    Operation.plain(
                            call -> call.x().shape().isKnown()
                                    ? call.graph().constant(DType.INT32, (double)
                                            call.x().shape().elements())
                                    : call.graph().op(new IndexOp.Size(), call.x()),
                            "x")));

    /** A reduction of a tensor. */
    @FunctionalInterface
    private interface Reduction {
        Tensor apply(GraphBuilder graph, Tensor x, int[] axes, boolean keepDims);
    }

    private ReductionOperations() {}

    private static Map.Entry<String, LayerReader> reduction(String name, Reduction reduction) {
        return Map.entry(
                name,
                Operation.with(
                        settings -> {
                            if (settings.has("dtype")) {
                                throw settings.unsupported("dtype", "none");
                            }
                            Axes axes = Axes.read(settings);
                            boolean keepDims = settings.bool("keepdims", false);
                            return call -> reduction.apply(call.graph(), call.x(), axes.of(call.x()), keepDims);
                        },
                        "x"));
    }

    /** Whether all elements are true. */
    static Tensor all(GraphBuilder graph, Tensor x) {
        return graph.reduce(
                ReduceOp.Kind.ALL, x, false, IntStream.range(0, x.rank()).toArray());
    }

    private static DType summed(DType dtype) {
        return switch (dtype) {
            case BOOL, INT8, INT16 -> DType.INT32;
            case UINT8, UINT16 -> DType.UINT32;
            default -> dtype;
        };
    }

    static Tensor mean(GraphBuilder graph, Tensor x, int[] axes, boolean keepDims) {
        DType compute = Promotion.of(x.dtype(), DType.FLOAT32);
        Tensor mean = graph.reduce(ReduceOp.Kind.MEAN, graph.cast(x, compute), keepDims, axes);
        return graph.cast(mean, x.dtype().isFloating() ? x.dtype() : compute);
    }

    private static Tensor variance(GraphBuilder graph, Tensor x, int[] axes, boolean keepDims) {
        Tensor mean = graph.reduce(ReduceOp.Kind.MEAN, x, true, axes);
        return graph.reduce(ReduceOp.Kind.MEAN, graph.binary(BinaryKind.SQUARED_DIFFERENCE, x, mean), keepDims, axes);
    }

    private static Operation.One extreme(Settings settings, boolean max) throws ModelRefusedException {
        Axes axes = Axes.read(settings);
        boolean keepDims = settings.bool("keepdims", false);
        JsonNode initial = settings.find("initial");
        return call -> {
            GraphBuilder graph = call.graph();
            Tensor x = call.x();
            boolean truth = x.dtype() == DType.BOOL;
            ReduceOp.Kind kind = truth
                    ? (max ? ReduceOp.Kind.ANY : ReduceOp.Kind.ALL)
                    : (max ? ReduceOp.Kind.MAX : ReduceOp.Kind.MIN);
            Tensor extreme = graph.reduce(kind, x, keepDims, axes.of(x));
            if (initial == null) {
                return extreme;
            }
            if (truth) {
                throw call.scope().invalid("has an initial value for truth values, which is not supported");
            }
            Literal literal = Literals.read(initial);
            Tensor first = graph.cast(graph.constant(literal), x.dtype());
            return max ? graph.maximum(extreme, first) : graph.minimum(extreme, first);
        };
    }

    static Tensor logSumExp(GraphBuilder graph, Tensor x, int[] axes, boolean keepDims) {
        Tensor largest = graph.reduce(ReduceOp.Kind.MAX, x, true, axes);
        Tensor offset = graph.where(graph.unary(UnaryKind.ISFINITE, largest), largest, graph.constant(x.dtype(), 0));
        Tensor sum = graph.reduce(ReduceOp.Kind.SUM, graph.unary(UnaryKind.EXP, graph.subtract(x, offset)), true, axes);
        Tensor result = graph.add(graph.unary(UnaryKind.LOG, sum), offset);
        return keepDims ? result : without(graph, result, axes);
    }

    /** A tensor without dimensions of size 1. */
    static Tensor without(GraphBuilder graph, Tensor x, int[] axes) {
        int[] order = IntStream.of(axes).sorted().toArray();
        Tensor result = x;
        for (int i = order.length - 1; i >= 0; i--) {
            result = graph.squeeze(result, order[i]);
        }
        return result;
    }

    private static Tensor nanless(GraphBuilder graph, Tensor x, double otherwise) {
        return x.dtype().isFloating()
                ? graph.where(graph.unary(UnaryKind.ISNAN, x), graph.constant(x.dtype(), otherwise), x)
                : x;
    }

    private static Tensor nanSum(GraphBuilder graph, Tensor x, int[] axes, boolean keepDims) {
        Tensor clean = nanless(graph, x, 0);
        return graph.reduce(ReduceOp.Kind.SUM, graph.cast(clean, summed(x.dtype())), keepDims, axes);
    }

    private static Tensor nanMean(GraphBuilder graph, Tensor x, int[] axes, boolean keepDims) {
        if (!x.dtype().isFloating()) {
            return graph.reduce(ReduceOp.Kind.MEAN, graph.cast(x, DType.FLOAT32), keepDims, axes);
        }
        Tensor valid = graph.unary(UnaryKind.LOGICAL_NOT, graph.unary(UnaryKind.ISNAN, x));
        Tensor count = graph.reduce(ReduceOp.Kind.SUM, graph.cast(valid, x.dtype()), keepDims, axes);
        return graph.divide(nanSum(graph, x, axes, keepDims), count);
    }

    private static Tensor nanVariance(GraphBuilder graph, Tensor given, int[] axes, boolean keepDims) {
        Tensor x = FunctionOperations.real(graph, given);
        Tensor nan = graph.unary(UnaryKind.ISNAN, x);
        Tensor mean = nanMean(graph, x, axes, true);
        Tensor centred = graph.where(nan, graph.constant(x.dtype(), 0), graph.subtract(x, mean));
        Tensor valid = graph.cast(graph.unary(UnaryKind.LOGICAL_NOT, nan), x.dtype());
        Tensor count = graph.reduce(ReduceOp.Kind.SUM, valid, keepDims, axes);
        Tensor squares = graph.reduce(ReduceOp.Kind.SUM, graph.unary(UnaryKind.SQUARE, centred), keepDims, axes);
        return graph.divide(squares, count);
    }

    private static Tensor nanExtreme(GraphBuilder graph, Tensor x, int[] axes, boolean keepDims, boolean max) {
        if (x.dtype() == DType.BOOL) {
            return graph.reduce(max ? ReduceOp.Kind.ANY : ReduceOp.Kind.ALL, x, keepDims, axes);
        }
        ReduceOp.Kind kind = max ? ReduceOp.Kind.MAX : ReduceOp.Kind.MIN;
        if (!x.dtype().isFloating()) {
            return graph.reduce(kind, x, keepDims, axes);
        }
        double worst = max ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        Tensor none = graph.reduce(ReduceOp.Kind.ALL, graph.unary(UnaryKind.ISNAN, x), keepDims, axes);
        Tensor extreme = graph.reduce(kind, nanless(graph, x, worst), keepDims, axes);
        return graph.where(none, graph.constant(x.dtype(), Double.NaN), extreme);
    }

    private static Operation.One average(Settings settings) throws ModelRefusedException {
        Axes axes = Axes.read(settings);
        return call -> {
            GraphBuilder graph = call.graph();
            Tensor given = call.x();
            Tensor weights = call.optional(1);
            if (weights == null) {
                return graph.reduce(ReduceOp.Kind.MEAN, FunctionOperations.real(graph, given), false, axes.of(given));
            }
            DType dtype = Promotion.of(List.of(
                    Promotion.Kind.of(given.dtype()), Promotion.Kind.of(weights.dtype()), Promotion.Kind.PYTHON_FLOAT));
            Tensor x = graph.cast(given, dtype);
            Tensor w = graph.cast(weights, dtype);
            int[] along = axes.of(x);
            if (axes.axes() != null && w.rank() != x.rank()) {
                if (w.rank() != 1 || along.length != 1) {
                    throw call.scope().invalid("has weights of another rank, which is not supported but for a row");
                }
                long[] shape = new long[x.rank()];
                Arrays.fill(shape, 1);
                shape[along[0]] = -1;
                w = graph.reshape(w, shape);
                Tensor sum = graph.reduce(
                        ReduceOp.Kind.SUM,
                        w,
                        false,
                        IntStream.range(0, w.rank()).toArray());
                return graph.divide(graph.reduce(ReduceOp.Kind.SUM, graph.multiply(x, w), false, along), sum);
            }
            Tensor sum = graph.reduce(ReduceOp.Kind.SUM, w, false, axes.axes() == null ? new Axes(null).of(w) : along);
            return graph.divide(graph.reduce(ReduceOp.Kind.SUM, graph.multiply(x, w), false, along), sum);
        };
    }

    private static Operation.Body moments(Settings settings) throws ModelRefusedException {
        Axes axes = Axes.read(settings, "axes");
        boolean keepDims = settings.bool("keepdims", false);
        return call -> {
            GraphBuilder graph = call.graph();
            Tensor x = call.x();
            boolean half = x.dtype() == DType.FLOAT16 || x.dtype() == DType.BFLOAT16;
            Tensor wide = half ? graph.cast(x, DType.FLOAT32) : x;
            Tensor mean = graph.reduce(ReduceOp.Kind.MEAN, wide, keepDims, axes.of(x));
            Tensor variance = variance(graph, wide, axes.of(x), keepDims);
            return Value.of(
                    half
                            ? List.of(
                                    graph.cast(graph.clip(mean, -65504, 65504), x.dtype()),
                                    graph.cast(graph.clip(variance, -65504, 65504), x.dtype()))
                            : List.of(mean, variance));
        };
    }
}
