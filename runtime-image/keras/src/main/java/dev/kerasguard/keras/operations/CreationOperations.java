package dev.kerasguard.keras.operations;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.Dim;
import dev.kerasguard.keras.graph.ElementwiseOp.BinaryKind;
import dev.kerasguard.keras.graph.ElementwiseOp.UnaryKind;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.Literal;
import dev.kerasguard.keras.graph.Shape;
import dev.kerasguard.keras.graph.ShapeException;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.LayerReader;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Tensors made in a shape, and of other element types. */
final class CreationOperations {

    /** Steps of a row that is written into the graph. */
    private static final int MAX_STEPS = 1 << 20;

    static final Map<String, LayerReader> ALL = Map.ofEntries(
            Map.entry("Cast", Operation.with(CreationOperations::cast, "x")),
            Map.entry("SaturateCast", Operation.with(CreationOperations::saturateCast, "x")),
            Map.entry("ConvertToTensor", Operation.with(CreationOperations::convert, "x")),
            Map.entry("Array", Operation.with(CreationOperations::convert, "x")),
            Map.entry("ZerosLike", Operation.with(settings -> like(Axes.dtype(settings), 0), "x")),
            Map.entry("EmptyLike", Operation.with(settings -> like(Axes.dtype(settings), 0), "x")),
            Map.entry("OnesLike", Operation.with(settings -> like(Axes.dtype(settings), 1), "x")),
            Map.entry("FullLike", Operation.with(CreationOperations::fullLike, "x", "fill_value")),
            Map.entry("Full", Operation.with(CreationOperations::full, "fill_value")),
            Map.entry("BroadcastTo", Operation.with(CreationOperations::broadcastTo, "x")),
            Map.entry("Linspace", Operation.with(settings -> spaced(settings, Spacing.LINEAR), "start", "stop")),
            Map.entry("Logspace", Operation.with(settings -> spaced(settings, Spacing.POWERS), "start", "stop")),
            Map.entry("Geomspace", Operation.with(settings -> spaced(settings, Spacing.GEOMETRIC), "start", "stop")),
            Map.entry("Vander", Operation.with(CreationOperations::vander, "x")));

    private CreationOperations() {}

    /** All sizes of a tensor. */
    static Dim[] sizes(Tensor x) {
        return IntStream.range(0, x.rank()).mapToObj(Dim::same).toArray(Dim[]::new);
    }

    private static Operation.One cast(Settings settings) throws ModelRefusedException {
        DType dtype = required(settings);
        return call -> call.graph().cast(call.x(), dtype);
    }

    private static DType required(Settings settings) throws ModelRefusedException {
        DType dtype = Axes.dtype(settings);
        if (dtype == null || dtype == DType.STRING) {
            throw settings.unsupported("dtype", "the types of real numbers and bool");
        }
        return dtype;
    }

    private static Operation.One saturateCast(Settings settings) throws ModelRefusedException {
        DType dtype = required(settings);
        if (dtype.isFloating()) {
            throw settings.unsupported("dtype", "whole numbers and bool");
        }
        return call -> {
            GraphBuilder graph = call.graph();
            Tensor x = call.x();
            if (dtype == DType.BOOL) {
                return graph.cast(graph.clip(graph.cast(x, DType.FLOAT32), 0, 1), dtype);
            }
            boolean wide =
                    dtype.bytes() > 4 || (x.dtype().isInteger() && x.dtype().bytes() > 4);
            if (wide) {
                throw call.scope().invalid("saturates 64 bits, which is not supported");
            }
            boolean unsigned = dtype.keras().startsWith("uint");
            int bits = 8 * dtype.bytes();
            double low = unsigned ? 0 : -Math.pow(2, bits - 1.0);
            double high = Math.pow(2, unsigned ? bits : bits - 1.0) - 1;
            // Float64 holds all whole numbers of 32 bits.
            return graph.cast(graph.clip(graph.cast(x, DType.FLOAT64), low, high), dtype);
        };
    }

    private static Operation.One convert(Settings settings) throws ModelRefusedException {
        DType dtype = Axes.dtype(settings);
        if (settings.bool("sparse", false) || settings.bool("ragged", false)) {
            throw settings.unsupported("sparse", "dense tensors");
        }
        return call -> dtype == null ? call.x() : call.graph().cast(call.x(), dtype);
    }

    private static Operation.One like(@Nullable DType dtype, double value) {
        return call -> {
            Tensor x = call.x();
            return FunctionOperations.like(call.graph(), x, dtype == null ? x.dtype() : dtype, value);
        };
    }

    private static Operation.One fullLike(Settings settings) throws ModelRefusedException {
        DType said = Axes.dtype(settings);
        return call -> {
            Tensor x = call.x();
            DType dtype = Promotion.of(said == null ? x.dtype() : said);
            Tensor value = call.operand(1).as(call.graph(), dtype);
            return call.graph().broadcastTo(value, x, sizes(x));
        };
    }

    private static Operation.One full(Settings settings) throws ModelRefusedException {
        DType said = Axes.dtype(settings);
        long[] shape = shape(settings, "shape");
        return call -> {
            Tensor value = call.operand(0).as(call.graph(), said == null ? DType.FLOAT32 : said);
            return call.graph().broadcastTo(value, value, dims(shape));
        };
    }

    private static Operation.One broadcastTo(Settings settings) throws ModelRefusedException {
        long[] shape = shape(settings, "shape");
        return call -> call.graph().broadcastTo(call.x(), call.x(), dims(shape));
    }

    static long[] shape(Settings settings, String key) throws ModelRefusedException {
        return settings.integers(key, 0).stream().mapToLong(Integer::longValue).toArray();
    }

    private static Dim[] dims(long[] shape) {
        return LongStream.of(shape).mapToObj(Dim::of).toArray(Dim[]::new);
    }

    private enum Spacing {
        LINEAR,
        POWERS,
        GEOMETRIC
    }

    private static Operation.One spaced(Settings settings, Spacing spacing) throws ModelRefusedException {
        int count = settings.integer("num", 0, 50);
        boolean endpoint = settings.bool("endpoint", true);
        DType said = Axes.dtype(settings);
        int axis = Axes.one(settings, "axis", 0);
        double base = Axes.real(settings, "base", 10);
        if (settings.bool("retstep", false)) {
            throw settings.unsupported("retstep", "false");
        }
        if (count < 1 || count > MAX_STEPS) {
            throw settings.invalid("num", "must be from 1 to " + MAX_STEPS);
        }
        if (said != null && !said.isFloating()) {
            throw settings.unsupported("dtype", "types of real numbers");
        }
        return call -> {
            GraphBuilder graph = call.graph();
            DType dtype = said != null
                    ? said
                    : Promotion.of(
                            List.of(call.operand(0).kind(), call.operand(1).kind(), Promotion.Kind.PYTHON_FLOAT));
            Tensor start = call.operand(0).as(graph, dtype);
            Tensor stop = call.operand(1).as(graph, dtype);
            if (spacing == Spacing.GEOMETRIC) {
                Tensor sign = graph.unary(UnaryKind.SIGN, start);
                Tensor row = linear(graph, exponent(graph, start), exponent(graph, stop), count, endpoint, axis);
                Tensor powers = graph.binary(BinaryKind.POWER, graph.constant(dtype, 10), row);
                return graph.multiply(powers, start.rank() == 0 ? sign : graph.expandDims(sign, axis));
            }
            Tensor row = linear(graph, start, stop, count, endpoint, axis);
            return spacing == Spacing.LINEAR ? row : graph.binary(BinaryKind.POWER, graph.constant(dtype, base), row);
        };
    }

    private static Tensor exponent(GraphBuilder graph, Tensor x) {
        Tensor logarithm = graph.unary(UnaryKind.LOG, graph.unary(UnaryKind.ABSOLUTE, x));
        return graph.divide(logarithm, graph.constant(x.dtype(), Math.log(10)));
    }

    private static Tensor linear(GraphBuilder graph, Tensor start, Tensor stop, int count, boolean endpoint, int axis) {
        double[] parts = new double[count];
        for (int i = 0; i < count; i++) {
            parts[i] = count == 1 ? 0 : (double) i / (endpoint ? count - 1 : count);
        }
        Tensor range = graph.subtract(stop, start);
        int rank = range.rank() + 1;
        int front = axis < 0 ? axis + rank : axis;
        if (front < 0 || front >= rank) {
            throw new ShapeException("axis " + axis + " is none of " + rank);
        }
        long[] along =
                LongStream.range(0, rank).map(i -> i == front ? count : 1).toArray();
        Tensor steps = graph.constant(Literal.of(start.dtype(), parts).as(Shape.of(along)));
        Tensor base = graph.binary(BinaryKind.ADD, start, graph.multiply(range, 0));
        return graph.add(graph.expandDims(base, front), graph.multiply(steps, graph.expandDims(range, front)));
    }

    private static Operation.One vander(Settings settings) throws ModelRefusedException {
        int columns = settings.integer("N", 1, -1);
        boolean increasing = settings.bool("increasing", false);
        return call -> {
            GraphBuilder graph = call.graph();
            Tensor x = call.x();
            call.scope().requireRank(x, 1, "numbers");
            long count = columns > 0 ? columns : call.scope().size(x, 0);
            if (count > MAX_STEPS) {
                throw call.scope().invalid("makes " + count + " powers; at most " + MAX_STEPS + " can be made");
            }
            long[] powers = LongStream.range(0, count)
                    .map(i -> increasing ? i : count - 1 - i)
                    .toArray();
            DType compute = Promotion.of(x.dtype(), DType.FLOAT32);
            Tensor matrix = graph.binary(
                    BinaryKind.POWER,
                    graph.expandDims(graph.cast(x, compute), -1),
                    graph.constant(Literal.ofLongs(compute, powers)));
            return graph.cast(matrix, Promotion.of(x.dtype()));
        };
    }
}
