package dev.kerasguard.keras.operations;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.ArrayOp;
import dev.kerasguard.keras.graph.ArrayOp.PadMode;
import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.Dim;
import dev.kerasguard.keras.graph.ElementwiseOp.BinaryKind;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.IndexOp;
import dev.kerasguard.keras.graph.Literal;
import dev.kerasguard.keras.graph.ReduceOp;
import dev.kerasguard.keras.graph.ShapeException;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.LayerReader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Elements of one tensor in another order or shape. */
final class ArrangementOperations {

    private static final int MAX_RANK = 8;
    private static final int MAX_REPEATED = 1 << 20;

    static final Map<String, LayerReader> ALL = Map.ofEntries(
            Map.entry("Reshape", Operation.with(ArrangementOperations::reshape, "x")),
            Map.entry("Ravel", Operation.plain(call -> Axes.flat(call.graph(), call.x()), "x")),
            Map.entry("Transpose", Operation.with(ArrangementOperations::transpose, "x")),
            Map.entry("Moveaxis", Operation.with(ArrangementOperations::moveAxis, "x")),
            Map.entry("Swapaxes", Operation.with(ArrangementOperations::swapAxes, "x")),
            Map.entry("ExpandDims", Operation.with(ArrangementOperations::expandDims, "x")),
            Map.entry("Squeeze", Operation.with(ArrangementOperations::squeeze, "x")),
            Map.entry(
                    "Flip",
                    Operation.with(
                            settings -> {
                                Axes axes = Axes.read(settings);
                                return call -> call.graph().flip(call.x(), axes.of(call.x()));
                            },
                            "x")),
            Map.entry("Fliplr", Operation.plain(call -> call.graph().flip(call.x(), 1), "x")),
            Map.entry("Flipud", Operation.plain(call -> call.graph().flip(call.x(), 0), "x")),
            Map.entry("Roll", Operation.with(ArrangementOperations::roll, "x")),
            Map.entry("Rot90", Operation.with(ArrangementOperations::rot90, "array")),
            Map.entry("Tile", Operation.with(ArrangementOperations::tile, "x")),
            Map.entry("Repeat", Operation.with(ArrangementOperations::repeat, "x")),
            Map.entry("Diff", Operation.with(ArrangementOperations::diff, "a")),
            Map.entry("Trapezoid", Operation.with(ArrangementOperations::trapezoid, "y")),
            Map.entry("Pad", Operation.with(ArrangementOperations::pad, "x", "constant_values")));

    private ArrangementOperations() {}

    private static Operation.One reshape(Settings settings) throws ModelRefusedException {
        List<Integer> shape = settings.integers("newshape", -1);
        if (shape.size() > MAX_RANK) {
            throw settings.unsupported("newshape", "up to " + MAX_RANK + " dimensions");
        }
        return call -> call.graph()
                .reshape(call.x(), shape.stream().mapToLong(Integer::longValue).toArray());
    }

    private static Operation.One transpose(Settings settings) throws ModelRefusedException {
        Axes axes = Axes.read(settings, "axes");
        return call -> {
            Tensor x = call.x();
            int[] order = axes.axes() == null || axes.axes().isEmpty()
                    ? IntStream.range(0, x.rank()).map(i -> x.rank() - 1 - i).toArray()
                    : Axes.front(x, axes.axes());
            return call.graph().transpose(x, order);
        };
    }

    private static Operation.One moveAxis(Settings settings) throws ModelRefusedException {
        List<Integer> source = settings.integers("source", -MAX_RANK);
        List<Integer> destination = settings.integers("destination", -MAX_RANK);
        return call -> call.graph().moveAxes(call.x(), Axes.front(call.x(), source), Axes.front(call.x(), destination));
    }

    private static Operation.One swapAxes(Settings settings) throws ModelRefusedException {
        int first = settings.integer("axis1", -MAX_RANK);
        int second = settings.integer("axis2", -MAX_RANK);
        return call -> Axes.swap(
                call.graph(), call.x(), GraphBuilder.axis(call.x(), first), GraphBuilder.axis(call.x(), second));
    }

    private static Operation.One expandDims(Settings settings) throws ModelRefusedException {
        List<Integer> axes = settings.integers("axis", -MAX_RANK);
        if (axes.size() > MAX_RANK) {
            throw settings.unsupported("axis", "up to " + MAX_RANK + " axes");
        }
        return call -> {
            int rank = call.x().rank() + axes.size();
            List<Integer> front = axes.stream()
                    .map(axis -> axis < 0 ? axis + rank : axis)
                    .distinct()
                    .sorted()
                    .toList();
            if (front.size() != axes.size() || front.stream().anyMatch(axis -> axis < 0 || axis >= rank)) {
                throw new ShapeException("adds axes " + axes + " to " + call.x().shape());
            }
            Tensor x = call.x();
            for (int axis : front) {
                x = call.graph().expandDims(x, axis);
            }
            return x;
        };
    }

    private static Operation.One squeeze(Settings settings) throws ModelRefusedException {
        Axes axes = Axes.read(settings);
        return call -> {
            Tensor x = call.x();
            int[] front = axes.axes() != null
                    ? axes.of(x)
                    : IntStream.range(0, x.rank()).filter(i -> x.size(i) == 1).toArray();
            return ReductionOperations.without(call.graph(), x, front);
        };
    }

    private static Operation.One roll(Settings settings) throws ModelRefusedException {
        List<Long> shifts = settings.integers("shift", -(1 << 24)).stream()
                .map(Integer::longValue)
                .toList();
        Axes axes = Axes.read(settings);
        return call -> {
            GraphBuilder graph = call.graph();
            Tensor x = call.x();
            if (axes.axes() == null) {
                Tensor flat = graph.op(new IndexOp.Roll(List.of(0), List.of(total(shifts))), Axes.flat(graph, x));
                return x.rank() == 1 ? flat : graph.reshape(flat, sizes(call, x));
            }
            List<Integer> front =
                    axes.axes().stream().map(axis -> GraphBuilder.axis(x, axis)).toList();
            List<Long> each = shifts.size() == 1 ? Collections.nCopies(front.size(), shifts.getFirst()) : shifts;
            if (each.size() != front.size()) {
                throw new ShapeException("rolls " + front.size() + " axes by " + each.size() + " steps");
            }
            return graph.op(new IndexOp.Roll(front, each), x);
        };
    }

    private static long total(List<Long> shifts) {
        return shifts.stream().mapToLong(Long::longValue).sum();
    }

    /** The sizes of a tensor of which at most one is not known. */
    static long[] sizes(OperationCall call, Tensor x) throws ModelRefusedException {
        if (x.shape().sizes().stream().filter(size -> size < 0).count() > 1) {
            throw call.scope().invalid("needs all but one of the sizes of its input; give the model a full shape");
        }
        return x.shape().toArray();
    }

    /** Quarter turns; for a half turn Keras mixes up the elements of what is not square. */
    private static Operation.One rot90(Settings settings) throws ModelRefusedException {
        int turns = Math.floorMod(settings.integer("k", -(1 << 24), 1), 4);
        List<Integer> axes = settings.has("axes") ? settings.integers("axes", -MAX_RANK) : List.of(0, 1);
        return call -> {
            GraphBuilder graph = call.graph();
            Tensor x = call.x();
            int[] front = Axes.front(x, axes);
            if (front.length != 2) {
                throw new ShapeException("turns along " + front.length + " axes");
            }
            int[] last = {x.rank() - 2, x.rank() - 1};
            Tensor turned = graph.moveAxes(x, front, last);
            if (turns == 2
                    && (!turned.shape().sub(last[0], x.rank()).isKnown() || turned.size(-1) != turned.size(-2))) {
                throw call.scope().invalid("turns by 180 degrees what is not square, which Keras does wrongly");
            }
            for (int i = 0; i < turns; i++) {
                turned = Axes.swap(graph, graph.flip(turned, -1), last[0], last[1]);
            }
            return graph.moveAxes(turned, last, front);
        };
    }

    private static Operation.One tile(Settings settings) throws ModelRefusedException {
        List<Integer> repeats = settings.integers("repeats", 0);
        return call -> {
            GraphBuilder graph = call.graph();
            Tensor x = call.x();
            List<Long> times = new ArrayList<>();
            repeats.forEach(each -> times.add(each.longValue()));
            while (times.size() < x.rank()) {
                times.addFirst(1L);
            }
            if (times.size() > MAX_RANK) {
                throw new ShapeException("repeats along " + times.size() + " dimensions");
            }
            while (x.rank() < times.size()) {
                x = graph.expandDims(x, 0);
            }
            return graph.tile(x, times);
        };
    }

    private static Operation.One repeat(Settings settings) throws ModelRefusedException {
        JsonNode value = settings.find("repeats");
        if (value == null) {
            throw settings.invalid("repeats", "must be a whole number or a list of them");
        }
        List<Integer> repeats = Literals.isArray(value) ? whole(Literals.read(value)) : settings.integers("repeats", 0);
        Integer axis = Axes.one(settings);
        return call -> {
            GraphBuilder graph = call.graph();
            Tensor x = axis == null ? Axes.flat(graph, call.x()) : call.x();
            int front = GraphBuilder.axis(x, axis == null ? 0 : axis);
            if (repeats.size() == 1) {
                // TensorFlow repeats no numbers of 16 unsigned bits.
                Tensor wide = x.dtype() == DType.UINT16 ? graph.cast(x, DType.INT32) : x;
                return graph.cast(repeated(graph, wide, front, repeats.getFirst()), x.dtype());
            }
            if (call.scope().size(x, front) != repeats.size()) {
                throw new ShapeException("repeats " + repeats.size() + " elements of " + x.size(front));
            }
            List<Long> indices = new ArrayList<>();
            for (int i = 0; i < repeats.size(); i++) {
                if (repeats.get(i) < 0 || indices.size() + (long) repeats.get(i) > MAX_REPEATED) {
                    throw new ShapeException("repeats to more than " + MAX_REPEATED + " elements");
                }
                indices.addAll(Collections.nCopies(repeats.get(i), (long) i));
            }
            long[] all = indices.stream().mapToLong(Long::longValue).toArray();
            return graph.take(x, graph.constant(Literal.ofLongs(DType.INT32, all)), front);
        };
    }

    private static List<Integer> whole(Literal literal) {
        return literal.values().stream().map(each -> ((Number) each).intValue()).toList();
    }

    /** Each element so often, one after the other. */
    static Tensor repeated(GraphBuilder graph, Tensor x, int axis, int times) {
        Tensor wide = graph.expandDims(x, axis + 1);
        List<Long> tiles = new ArrayList<>(Collections.nCopies(wide.rank(), 1L));
        tiles.set(axis + 1, (long) times);
        Dim[] dims = new Dim[x.rank()];
        for (int i = 0; i < dims.length; i++) {
            long size = x.size(i);
            if (i == axis) {
                dims[i] = size < 0 ? Dim.REST : Dim.of(Math.multiplyExact(size, times));
            } else {
                dims[i] = size < 0 ? Dim.same(i < axis ? i : i + 1) : Dim.of(size);
            }
        }
        return graph.reshape(graph.tile(wide, tiles), dims);
    }

    private static Operation.One diff(Settings settings) throws ModelRefusedException {
        int count = settings.integer("n", 0, 1);
        int axis = Axes.one(settings, "axis", -1);
        if (count > 64) {
            throw settings.unsupported("n", "up to 64");
        }
        return call -> {
            Tensor x = call.x();
            for (int i = 0; i < count; i++) {
                Tensor next = call.graph().slice(x, axis, 1, Long.MAX_VALUE);
                Tensor previous = call.graph().slice(x, axis, 0, -1);
                x = x.dtype() == DType.BOOL
                        ? call.graph().binary(BinaryKind.NOT_EQUAL, next, previous)
                        : call.graph().subtract(next, previous);
            }
            return x;
        };
    }

    private static Operation.One trapezoid(Settings settings) throws ModelRefusedException {
        double width = Axes.real(settings, "dx", 1);
        int axis = Axes.one(settings, "axis", -1);
        JsonNode places = settings.find("x");
        return call -> {
            GraphBuilder graph = call.graph();
            Tensor y = FunctionOperations.real(graph, call.x());
            int front = GraphBuilder.axis(y, axis);
            if (places != null && front != y.rank() - 1) {
                throw call.scope().invalid("sums along another axis than the last, which is not supported");
            }
            Tensor sums = graph.add(graph.slice(y, front, 1, Long.MAX_VALUE), graph.slice(y, front, 0, -1));
            Tensor widths = graph.constant(y.dtype(), width);
            if (places != null) {
                Tensor x = graph.cast(graph.constant(Literals.read(places)), y.dtype());
                widths = graph.subtract(graph.slice(x, -1, 1, Long.MAX_VALUE), graph.slice(x, -1, 0, -1));
            }
            Tensor areas = graph.multiply(graph.multiply(sums, 0.5), widths);
            return graph.reduce(ReduceOp.Kind.SUM, areas, false, front);
        };
    }

    private static Operation.One pad(Settings settings) throws ModelRefusedException {
        PadMode mode = switch (settings.string("mode", "constant")) {
            case "constant" -> PadMode.CONSTANT;
            case "reflect" -> PadMode.REFLECT;
            case "symmetric" -> PadMode.SYMMETRIC;
            default -> throw settings.unsupported("mode", "constant, reflect, symmetric");
        };
        List<long[]> widths = widths(settings);
        return call -> {
            Tensor x = call.x();
            List<long[]> each = widths.size() == 1 ? Collections.nCopies(x.rank(), widths.getFirst()) : widths;
            if (each.size() != x.rank()) {
                throw new ShapeException("pads " + each.size() + " dimensions of " + x.shape());
            }
            List<Long> before = each.stream().map(pair -> pair[0]).toList();
            List<Long> after = each.stream().map(pair -> pair[1]).toList();
            double value = 0;
            if (call.has(1)) {
                value = switch (call.operand(1)) {
                    case Operand.Real(double number) -> number;
                    case Operand.Whole(long number) -> number;
                    case Operand.Of _ -> throw call.scope().invalid("pads by a tensor, which is not supported");
                };
            }
            return call.graph().op(new ArrayOp.Pad(mode, value, before, after), x);
        };
    }

    /** Pairs of sizes; one pair, or one size, stands for all dimensions. */
    private static List<long[]> widths(Settings settings) throws ModelRefusedException {
        JsonNode value = settings.find("pad_width");
        if (value == null) {
            throw settings.invalid("pad_width", "must say sizes");
        }
        if (value.isInt()) {
            return List.of(pair(settings, value, value));
        }
        List<JsonNode> all = settings.array("pad_width");
        if (all.size() == 2 && all.getFirst().isInt()) {
            return List.of(pair(settings, all.getFirst(), all.getLast()));
        }
        if (all.isEmpty() || all.size() > MAX_RANK) {
            throw settings.invalid("pad_width", "must hold a pair for each dimension");
        }
        List<long[]> pairs = new ArrayList<>();
        for (JsonNode each : all) {
            if (!(each instanceof ArrayNode sizes) || sizes.size() < 1 || sizes.size() > 2) {
                throw settings.invalid("pad_width", "must hold a pair for each dimension");
            }
            pairs.add(pair(settings, sizes.path(0), sizes.path(sizes.size() - 1)));
        }
        return pairs;
    }

    private static long[] pair(Settings settings, JsonNode before, JsonNode after) throws ModelRefusedException {
        long low = before.isInt() ? before.intValue() : -1;
        long high = after.isInt() ? after.intValue() : -1;
        if (low < 0 || high < 0 || Math.max(low, high) > Settings.MAX_INTEGER) {
            throw settings.invalid("pad_width", "must hold sizes from 0 to " + Settings.MAX_INTEGER);
        }
        return new long[] {low, high};
    }
}
