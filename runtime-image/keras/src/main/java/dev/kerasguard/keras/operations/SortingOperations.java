package dev.kerasguard.keras.operations;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.ArrayOp;
import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.ElementwiseOp.BinaryKind;
import dev.kerasguard.keras.graph.ElementwiseOp.UnaryKind;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.IndexOp;
import dev.kerasguard.keras.graph.Literal;
import dev.kerasguard.keras.graph.Node;
import dev.kerasguard.keras.graph.ReduceOp;
import dev.kerasguard.keras.graph.Shape;
import dev.kerasguard.keras.graph.ShapeException;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.LayerReader;
import dev.kerasguard.keras.layers.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The order of elements, the largest and where they are, running sums, counts and segments. */
final class SortingOperations {

    static final Map<String, LayerReader> ALL = Map.ofEntries(
            Map.entry("Argmax", Operation.with(settings -> arg(settings, true, false), "x")),
            Map.entry("Argmin", Operation.with(settings -> arg(settings, false, false), "x")),
            Map.entry("Nanargmax", Operation.with(settings -> arg(settings, true, true), "x")),
            Map.entry("Nanargmin", Operation.with(settings -> arg(settings, false, true), "x")),
            Map.entry("Sort", Operation.with(settings -> sort(settings, false), "x")),
            Map.entry("Argsort", Operation.with(settings -> sort(settings, true), "x")),
            Map.entry("TopK", Operation.several(SortingOperations::topK, "x")),
            Map.entry("InTopK", Operation.with(SortingOperations::inTopK, "targets", "predictions")),
            Map.entry("Cumsum", Operation.with(settings -> cumulative(settings, false, false), "x")),
            Map.entry("Cumprod", Operation.with(settings -> cumulative(settings, true, false), "x")),
            Map.entry("Nancumsum", Operation.with(settings -> cumulative(settings, false, true), "x")),
            Map.entry("Nancumprod", Operation.with(settings -> cumulative(settings, true, true), "x")),
            Map.entry("SearchSorted", Operation.with(SortingOperations::searchSorted, "sorted_sequence", "values")),
            Map.entry(
                    "Digitize",
                    Operation.plain(call -> digitize(call.graph(), call.x(), boundaries(call)), "x", "bins")),
            Map.entry("SegmentSum", segment(IndexOp.SegmentKind.SUM)),
            Map.entry("SegmentMax", segment(IndexOp.SegmentKind.MAX)),
            Map.entry("SegmentMin", segment(IndexOp.SegmentKind.MIN)),
            Map.entry("SegmentProd", segment(IndexOp.SegmentKind.PROD)),
            Map.entry("UnravelIndex", Operation.several(SortingOperations::unravel, "indices")),
            Map.entry("IsIn", Operation.with(SortingOperations::isIn, "x1", "x2")));

    private SortingOperations() {}

    private static Operation.One arg(Settings settings, boolean max, boolean nanless) throws ModelRefusedException {
        Integer axis = Axes.one(settings);
        boolean keepDims = settings.bool("keepdims", false);
        return call -> {
            GraphBuilder graph = call.graph();
            Tensor x = call.x();
            boolean nan = nanless && x.dtype().isFloating();
            Tensor clean = x;
            if (nan) {
                double worst = max ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
                clean = graph.where(graph.unary(UnaryKind.ISNAN, x), graph.constant(x.dtype(), worst), x);
            }
            Tensor index = arg(graph, clean, max, axis, keepDims);
            if (!nan) {
                return index;
            }
            Tensor none = graph.reduce(
                    ReduceOp.Kind.ALL,
                    graph.unary(UnaryKind.ISNAN, x),
                    keepDims,
                    new Axes(axis == null ? null : List.of(axis)).of(x));
            return graph.where(none, graph.constant(DType.INT32, -1), index);
        };
    }

    private static Tensor arg(GraphBuilder graph, Tensor given, boolean max, @Nullable Integer axis, boolean keepDims) {
        Tensor x = given;
        if (x.dtype().isFloating() && x.rank() > 0) {
            x = graph.cast(x, Promotion.of(x.dtype(), DType.FLOAT32));
            // Keras takes minus zero for less than zero.
            Tensor zero = graph.binary(BinaryKind.EQUAL, x, graph.constant(x.dtype(), 0));
            Tensor minusZero = graph.binary(BinaryKind.LOGICAL_AND, zero, FunctionOperations.isMinusZero(graph, x));
            double tiny = x.dtype() == DType.FLOAT64 ? Double.MIN_NORMAL : Float.MIN_NORMAL;
            x = graph.where(minusZero, graph.constant(x.dtype(), -tiny), x);
        }
        Tensor row = axis == null ? Axes.flat(graph, x) : x;
        int front = GraphBuilder.axis(row, axis == null ? 0 : axis);
        Tensor index = graph.op(new ReduceOp.Arg(max, front, DType.INT32), row);
        if (!keepDims) {
            return index;
        }
        for (int i = axis == null ? 0 : x.rank() - 1; i < x.rank(); i++) {
            index = graph.expandDims(index, axis == null ? 0 : front);
        }
        return index;
    }

    private static Operation.One sort(Settings settings, boolean indices) throws ModelRefusedException {
        Integer axis = settings.has("axis") || settings.node().has("axis") ? Axes.one(settings) : Integer.valueOf(-1);
        return call -> {
            GraphBuilder graph = call.graph();
            Tensor x = axis == null ? Axes.flat(graph, call.x()) : call.x();
            DType dtype = x.dtype();
            Tensor numbers = dtype == DType.BOOL ? graph.cast(x, DType.UINT8) : x;
            int front = GraphBuilder.axis(x, axis == null ? 0 : axis);
            int last = x.rank() - 1;
            Node top = ascending(graph, Axes.swap(graph, numbers, front, last));
            Tensor sorted = indices ? new Tensor(top, 1) : mirrored(graph, top.output());
            sorted = Axes.swap(graph, sorted, front, last);
            return indices ? sorted : graph.cast(sorted, dtype);
        };
    }

    /** The largest of the mirrored numbers: what is smallest comes first, and of equal ones the first. */
    private static Node ascending(GraphBuilder graph, Tensor x) {
        return graph.add(new IndexOp.TopK(Shape.ANY), List.of(mirrored(graph, x)));
    }

    /** Numbers in the opposite order; twice the same as none. */
    private static Tensor mirrored(GraphBuilder graph, Tensor x) {
        return x.dtype().isInteger() ? graph.unary(UnaryKind.BITWISE_NOT, x) : graph.unary(UnaryKind.NEGATIVE, x);
    }

    /** Numbers along the last dimension from the smallest. */
    static Tensor sorted(GraphBuilder graph, Tensor x) {
        return mirrored(graph, ascending(graph, x).output());
    }

    /** Numbers along the last dimension from the largest. */
    static Tensor descending(GraphBuilder graph, Tensor x) {
        return graph.op(new IndexOp.TopK(Shape.ANY), x);
    }

    private static Operation.Body topK(Settings settings) throws ModelRefusedException {
        int k = settings.integer("k", 0);
        return call -> {
            Node top = call.graph().add(new IndexOp.TopK(k), List.of(call.x()));
            return Value.of(List.of(top.output(), new Tensor(top, 1)));
        };
    }

    /** Whether fewer than k predictions are larger; what is not finite is never in. */
    private static Operation.One inTopK(Settings settings) throws ModelRefusedException {
        int k = settings.integer("k", 1);
        return call -> {
            GraphBuilder graph = call.graph();
            Tensor targets = call.tensor(0);
            Tensor predictions = call.tensor(1);
            call.scope().requireRank(targets, 1, "batch");
            call.scope().requireRank(predictions, 2, "batch, classes");
            Tensor own = graph.op(new IndexOp.TakeBatched(1), predictions, graph.expandDims(targets, 1));
            Tensor larger = graph.cast(graph.binary(BinaryKind.GREATER, predictions, own), DType.INT32);
            Tensor count = graph.reduce(ReduceOp.Kind.SUM, larger, false, 1);
            Tensor finite = graph.reduce(ReduceOp.Kind.ALL, graph.unary(UnaryKind.ISFINITE, own), false, 1);
            return graph.binary(BinaryKind.LOGICAL_AND, finite, FunctionOperations.below(graph, count, k));
        };
    }

    private static Operation.One cumulative(Settings settings, boolean product, boolean nanless)
            throws ModelRefusedException {
        Integer axis = Axes.one(settings);
        DType said = Axes.dtype(settings);
        return call -> {
            GraphBuilder graph = call.graph();
            Tensor x = call.x();
            if (nanless) {
                x = FunctionOperations.finite(graph, x, product ? 1 : 0, Double.NaN, Double.NaN);
            }
            x = said == null ? x : graph.cast(x, said);
            x = x.dtype() == DType.BOOL ? graph.cast(x, DType.INT32) : x;
            x = axis == null ? Axes.flat(graph, x) : x;
            return graph.op(new ReduceOp.Cumulative(product, GraphBuilder.axis(x, axis == null ? 0 : axis)), x);
        };
    }

    private static Operation.One searchSorted(Settings settings) throws ModelRefusedException {
        String side = settings.string("side", "left");
        if (!side.equals("left") && !side.equals("right")) {
            throw settings.unsupported("side", "left, right");
        }
        return call -> call.graph().op(new IndexOp.SearchSorted(side.equals("right")), call.tensor(0), call.tensor(1));
    }

    private static List<Float> boundaries(OperationCall call) throws ModelRefusedException {
        List<Float> boundaries = new ArrayList<>();
        Tensor bins = call.tensor(1);
        if (!(bins.node().op() instanceof ArrayOp.Constant(Literal literal)) || bins.rank() != 1) {
            throw call.scope().invalid("has boundaries that are not known, which is not supported");
        }
        literal.values().forEach(each -> boundaries.add(((Number) each).floatValue()));
        return boundaries;
    }

    /** How many of the boundaries are not above each number. */
    public static Tensor digitize(GraphBuilder graph, Tensor x, List<Float> boundaries) {
        for (int i = 1; i < boundaries.size(); i++) {
            if (boundaries.get(i) < boundaries.get(i - 1)) {
                throw new ShapeException("has boundaries that do not grow");
            }
        }
        DType dtype = switch (x.dtype()) {
            case BOOL, INT8, INT16, UINT8, UINT16 -> DType.INT32;
            case UINT32 -> DType.INT64;
            case BFLOAT16, FLOAT16 -> DType.FLOAT32;
            default -> x.dtype();
        };
        return graph.op(new IndexOp.Bucketize(boundaries), graph.cast(x, dtype));
    }

    private static LayerReader segment(IndexOp.SegmentKind kind) {
        return Operation.with(
                settings -> {
                    JsonNode count = settings.find("num_segments");
                    long segments = count == null ? Shape.ANY : settings.integer("num_segments", 0);
                    boolean sorted = settings.bool("sorted", false);
                    if (sorted && count != null) {
                        throw settings.unsupported("sorted", "false where num_segments is said");
                    }
                    return call -> call.graph()
                            .op(new IndexOp.Segment(kind, sorted, segments), call.tensor(0), call.tensor(1));
                },
                "data",
                "segment_ids");
    }

    private static Operation.Body unravel(Settings settings) throws ModelRefusedException {
        List<Integer> shape = settings.integers("shape", 1);
        return call -> {
            GraphBuilder graph = call.graph();
            Tensor indices = call.x();
            call.scope().requireRank(indices, 1, "indices");
            List<Tensor> places = new ArrayList<>();
            for (int i = shape.size() - 1; i >= 0; i--) {
                Tensor size = graph.constant(indices.dtype(), shape.get(i));
                places.addFirst(graph.binary(BinaryKind.MOD, indices, size));
                indices = graph.binary(BinaryKind.FLOOR_DIVIDE, indices, size);
            }
            return Value.of(places);
        };
    }

    private static Operation.One isIn(Settings settings) throws ModelRefusedException {
        boolean invert = settings.bool("invert", false);
        return call -> {
            GraphBuilder graph = call.graph();
            OperationCall.Pair pair = call.strong();
            Tensor found = graph.reduce(
                    ReduceOp.Kind.ANY,
                    graph.binary(BinaryKind.EQUAL, graph.expandDims(pair.first(), -1), Axes.flat(graph, pair.second())),
                    false,
                    -1);
            return invert ? graph.unary(UnaryKind.LOGICAL_NOT, found) : found;
        };
    }
}
