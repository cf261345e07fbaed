package dev.kerasguard.keras.operations;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.ElementwiseOp.BinaryKind;
import dev.kerasguard.keras.graph.ElementwiseOp.UnaryKind;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.IndexOp;
import dev.kerasguard.keras.graph.ReduceOp;
import dev.kerasguard.keras.graph.ShapeException;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.LayerReader;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Normalisations, norms, attention, and the functions that losses are made of. */
final class NormalizingOperations {

    private static final double EPSILON = 1e-7;

    static final Map<String, LayerReader> ALL = Map.ofEntries(
            Map.entry(
                    "BatchNorm",
                    Operation.with(NormalizingOperations::batchNorm, "x", "mean", "variance", "offset", "scale")),
            Map.entry("LayerNorm", Operation.with(NormalizingOperations::layerNorm, "x", "gamma", "beta")),
            Map.entry("RMSNorm", Operation.with(NormalizingOperations::rmsNorm, "x", "scale")),
            Map.entry("Normalize", Operation.with(NormalizingOperations::normalize, "x")),
            Map.entry("Norm", Operation.with(NormalizingOperations::norm, "x")),
            Map.entry(
                    "DotProductAttention",
                    Operation.with(NormalizingOperations::attention, "query", "key", "value", "bias", "mask", "scale")),
            Map.entry("PSNR", Operation.with(NormalizingOperations::psnr, "x1", "x2")),
            Map.entry("BinaryCrossentropy", Operation.with(NormalizingOperations::binary, "target", "output")),
            Map.entry(
                    "CategoricalCrossentropy", Operation.with(NormalizingOperations::categorical, "target", "output")));

    private NormalizingOperations() {}

    private static Operation.One batchNorm(Settings settings) throws ModelRefusedException {
        int axis = Axes.one(settings, "axis", -1);
        double epsilon = Axes.real(settings, "epsilon", 1e-3);
        return call -> {
            GraphBuilder graph = call.graph();
            Tensor x = call.x();
            int front = GraphBuilder.axis(x, axis);
            Tensor mean = NeuralOperations.spread(graph, graph.cast(call.tensor(1), x.dtype()), x, front);
            Tensor variance = NeuralOperations.spread(graph, graph.cast(call.tensor(2), x.dtype()), x, front);
            Tensor factor = graph.unary(UnaryKind.RSQRT, graph.add(variance, epsilon));
            if (call.has(4)) {
                factor = graph.multiply(
                        factor, NeuralOperations.spread(graph, graph.cast(call.tensor(4), x.dtype()), x, front));
            }
            Tensor offset = graph.unary(UnaryKind.NEGATIVE, graph.multiply(mean, factor));
            if (call.has(3)) {
                offset = graph.add(
                        offset, NeuralOperations.spread(graph, graph.cast(call.tensor(3), x.dtype()), x, front));
            }
            return graph.add(graph.multiply(x, factor), offset);
        };
    }

    private static Operation.One layerNorm(Settings settings) throws ModelRefusedException {
        List<Integer> axes = settings.has("axis") ? settings.integers("axis", -8) : List.of(-1);
        double epsilon = Axes.real(settings, "epsilon", EPSILON);
        boolean rms = settings.bool("rms_scaling", false);
        return call -> {
            GraphBuilder graph = call.graph();
            Tensor given = call.x();
            Tensor x = graph.cast(given, Promotion.of(given.dtype(), DType.FLOAT32));
            int[] along = new Axes(axes).of(x);
            Tensor mean = graph.reduce(ReduceOp.Kind.MEAN, x, true, along);
            Tensor variance =
                    graph.reduce(ReduceOp.Kind.MEAN, graph.binary(BinaryKind.SQUARED_DIFFERENCE, x, mean), true, along);
            Tensor factor = graph.unary(UnaryKind.RSQRT, graph.add(variance, epsilon));
            Tensor gamma = weight(call, 1, x, along);
            Tensor beta = weight(call, 2, x, along);
            factor = gamma == null ? factor : graph.multiply(factor, gamma);
            Tensor result;
            if (rms) {
                result = graph.multiply(x, factor);
            } else {
                // Not as x * factor + (beta - mean * factor): TensorFlow makes one kernel of that, with another
                // epsilon.
                Tensor scaled = graph.multiply(graph.subtract(x, mean), factor);
                result = beta == null ? scaled : graph.add(scaled, beta);
            }
            return graph.cast(result, given.dtype());
        };
    }

    private static @Nullable Tensor weight(OperationCall call, int parameter, Tensor x, int[] along)
            throws ModelRefusedException {
        Tensor weight = call.optional(parameter);
        return weight == null
                ? null
                : NeuralOperations.spread(call.graph(), call.graph().cast(weight, x.dtype()), x, along);
    }

    private static Operation.One rmsNorm(Settings settings) throws ModelRefusedException {
        Axes axes = settings.has("axis") ? Axes.read(settings) : new Axes(List.of(-1));
        double epsilon = Axes.real(settings, "epsilon", EPSILON);
        return call -> {
            GraphBuilder graph = call.graph();
            Tensor given = call.x();
            Tensor x = graph.cast(given, Promotion.of(given.dtype(), DType.FLOAT32));
            Tensor mean = graph.reduce(ReduceOp.Kind.MEAN, graph.unary(UnaryKind.SQUARE, x), true, axes.of(x));
            Tensor result = graph.multiply(x, graph.unary(UnaryKind.RSQRT, graph.add(mean, epsilon)));
            Tensor scale = call.optional(1);
            if (scale != null) {
                result = graph.multiply(result, graph.cast(scale, x.dtype()));
            }
            return graph.cast(result, given.dtype());
        };
    }

    private static Operation.One normalize(Settings settings) throws ModelRefusedException {
        Axes axes = settings.node().has("axis") ? Axes.read(settings) : new Axes(List.of(-1));
        int order = settings.integer("order", 1, 2);
        double epsilon = Axes.real(settings, "epsilon", EPSILON);
        return call -> {
            GraphBuilder graph = call.graph();
            Tensor x = call.x();
            if (order == 2) {
                Tensor sum = graph.reduce(ReduceOp.Kind.SUM, graph.unary(UnaryKind.SQUARE, x), true, axes.of(x));
                Tensor inverse =
                        graph.minimum(graph.unary(UnaryKind.RSQRT, sum), graph.constant(x.dtype(), 1 / epsilon));
                return graph.multiply(x, inverse);
            }
            Tensor real = FunctionOperations.real(graph, x);
            Tensor norm = vectorNorm(graph, real, order, true, axes.of(x));
            return graph.divide(real, graph.maximum(norm, graph.constant(real.dtype(), epsilon)));
        };
    }

    private static Tensor vectorNorm(GraphBuilder graph, Tensor x, double order, boolean keepDims, int[] axes) {
        Tensor powers =
                graph.binary(BinaryKind.POWER, graph.unary(UnaryKind.ABSOLUTE, x), graph.constant(x.dtype(), order));
        Tensor sum = graph.reduce(ReduceOp.Kind.SUM, powers, keepDims, axes);
        return graph.binary(BinaryKind.POWER, sum, graph.constant(x.dtype(), 1 / order));
    }

    private static Operation.One norm(Settings settings) throws ModelRefusedException {
        Axes axes = Axes.read(settings);
        boolean keepDims = settings.bool("keepdims", false);
        JsonNode order = settings.find("ord");
        boolean frobenius =
                order != null && order.isTextual() && order.textValue().equals("fro");
        if (order != null && !order.isNumber() && !frobenius) {
            throw settings.unsupported("ord", "None, a number, fro");
        }
        return call -> {
            GraphBuilder graph = call.graph();
            Tensor x = FunctionOperations.real(graph, call.x());
            int[] along = axes.of(x);
            if (along.length < 1 || along.length > 2) {
                throw new ShapeException("has a norm along " + along.length + " axes");
            }
            double p = order == null || frobenius ? 2 : order.doubleValue();
            boolean vector = along.length == 1;
            if (order == null || frobenius || (vector && p == 2)) {
                Tensor sum = graph.reduce(ReduceOp.Kind.SUM, graph.multiply(x, x), keepDims, along);
                return graph.unary(UnaryKind.SQRT, sum);
            }
            if (!vector) {
                return matrixNorm(call, x, p, keepDims, axes);
            }
            if (p == 0) {
                Tensor some = graph.binary(BinaryKind.NOT_EQUAL, x, graph.constant(x.dtype(), 0));
                return graph.reduce(ReduceOp.Kind.SUM, graph.cast(some, x.dtype()), keepDims, along);
            }
            return vectorNorm(graph, x, p, keepDims, along);
        };
    }

    private static Tensor matrixNorm(OperationCall call, Tensor x, double p, boolean keepDims, Axes axes)
            throws ModelRefusedException {
        GraphBuilder graph = call.graph();
        if (p != 1 && p != -1) {
            throw call.scope().invalid("has a norm of matrices by singular values, which is not supported");
        }
        List<Integer> said = axes.axes() == null ? List.of(0, 1) : axes.axes();
        int rows = GraphBuilder.axis(x, said.getFirst());
        int columns = GraphBuilder.axis(x, said.getLast());
        Tensor sums = graph.reduce(ReduceOp.Kind.SUM, graph.unary(UnaryKind.ABSOLUTE, x), true, rows);
        Tensor norm = graph.reduce(p > 0 ? ReduceOp.Kind.MAX : ReduceOp.Kind.MIN, sums, true, columns);
        return keepDims ? norm : ReductionOperations.without(graph, norm, new int[] {rows, columns});
    }

    private static Operation.One attention(Settings settings) throws ModelRefusedException {
        boolean causal = settings.bool("is_causal", false);
        if (settings.bool("flash_attention", false)) {
            throw settings.unsupported("flash_attention", "false");
        }
        if (settings.has("attn_logits_soft_cap")) {
            throw settings.unsupported("attn_logits_soft_cap", "None");
        }
        return call -> {
            GraphBuilder graph = call.graph();
            DType dtype = Promotion.of(
                    call.tensor(0).dtype(),
                    call.tensor(1).dtype(),
                    call.tensor(2).dtype());
            Tensor query = graph.cast(call.tensor(0), dtype);
            Tensor key = graph.cast(call.tensor(1), dtype);
            Tensor value = graph.cast(call.tensor(2), dtype);
            for (Tensor each : List.of(query, key, value)) {
                call.scope().requireRank(each, 4, "batch, steps, heads, numbers");
            }
            long heads = query.size(2);
            long shared = key.size(2);
            if (heads > shared && shared > 1) {
                key = ArrangementOperations.repeated(graph, key, 2, (int) (heads / shared));
                value = ArrangementOperations.repeated(graph, value, 2, (int) (heads / shared));
            } else if (heads != shared) {
                // One head for all: einsum repeats no dimension of one.
                key = ArrangementOperations.repeated(graph, key, 2, (int) Math.max(heads, 1));
                value = ArrangementOperations.repeated(graph, value, 2, (int) Math.max(heads, 1));
            }
            DType wide = Promotion.of(dtype, DType.FLOAT32);
            Tensor logits = graph.cast(graph.einsum("btnh,bsnh->bnts", query, key), wide);
            if (call.has(5)) {
                logits = graph.multiply(logits, call.operand(5).as(graph, wide));
            } else {
                logits = graph.multiply(
                        logits, 1 / Math.sqrt((double) call.scope().size(key, 3)));
            }
            if (call.has(3)) {
                logits = graph.add(logits, graph.cast(call.tensor(3), wide));
            }
            Tensor mask = call.has(4) ? graph.cast(call.tensor(4), DType.BOOL) : null;
            if (causal) {
                Tensor ones = FunctionOperations.like(graph, logits, DType.BOOL, 1);
                Tensor past = graph.op(new IndexOp.Band(-1, 0), ones);
                mask = mask == null ? past : graph.binary(BinaryKind.LOGICAL_AND, mask, past);
            }
            if (mask != null) {
                double none = wide == DType.FLOAT16 ? -0.7 * 65500 : -0.7 * 3.38953e38;
                logits = graph.where(mask, logits, graph.constant(wide, none));
            }
            Tensor shares = graph.cast(graph.softmax(logits, -1), dtype);
            return graph.einsum("bnts,bsnh->btnh", shares, value);
        };
    }

    private static Operation.One psnr(Settings settings) throws ModelRefusedException {
        double largest = Axes.real(settings, "max_val", 1);
        return call -> {
            GraphBuilder graph = call.graph();
            Tensor squares = graph.binary(BinaryKind.SQUARED_DIFFERENCE, call.tensor(0), call.tensor(1));
            Tensor mean = graph.reduce(ReduceOp.Kind.MEAN, squares, false, new Axes(null).of(squares));
            Tensor decibel = graph.multiply(graph.unary(UnaryKind.LOG, mean), -10 / Math.log(10));
            return graph.add(decibel, 20 * Math.log10(largest));
        };
    }

    private static Operation.One binary(Settings settings) throws ModelRefusedException {
        boolean logits = settings.bool("from_logits", false);
        return call -> {
            GraphBuilder graph = call.graph();
            Tensor target = call.tensor(0);
            Tensor output = call.tensor(1);
            if (logits) {
                // max(x, 0) - x z + log(1 + exp(-|x|))
                Tensor positive = graph.unary(UnaryKind.RELU, output);
                Tensor tail = graph.unary(
                        UnaryKind.SOFTPLUS, graph.unary(UnaryKind.NEGATIVE, graph.unary(UnaryKind.ABSOLUTE, output)));
                return graph.add(graph.subtract(positive, graph.multiply(output, target)), tail);
            }
            Tensor p = graph.clip(output, EPSILON, 1 - EPSILON);
            Tensor one = graph.constant(p.dtype(), 1);
            Tensor yes = graph.multiply(target, graph.unary(UnaryKind.LOG, p));
            Tensor no = graph.multiply(graph.subtract(one, target), graph.unary(UnaryKind.LOG, graph.subtract(one, p)));
            return graph.unary(UnaryKind.NEGATIVE, graph.add(yes, no));
        };
    }

    private static Operation.One categorical(Settings settings) throws ModelRefusedException {
        boolean logits = settings.bool("from_logits", false);
        int axis = Axes.one(settings, "axis", -1);
        return call -> {
            GraphBuilder graph = call.graph();
            Tensor target = call.tensor(0);
            Tensor output = call.tensor(1);
            Tensor logarithms;
            if (logits) {
                logarithms = graph.logSoftmax(output, axis);
            } else {
                Tensor sum = graph.reduce(ReduceOp.Kind.SUM, output, true, axis);
                logarithms = graph.unary(UnaryKind.LOG, graph.clip(graph.divide(output, sum), EPSILON, 1 - EPSILON));
            }
            Tensor products = graph.multiply(target, logarithms);
            return graph.unary(UnaryKind.NEGATIVE, graph.reduce(ReduceOp.Kind.SUM, products, false, axis));
        };
    }
}
