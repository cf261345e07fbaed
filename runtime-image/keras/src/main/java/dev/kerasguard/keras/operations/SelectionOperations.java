package dev.kerasguard.keras.operations;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.ArrayOp;
import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.IndexOp;
import dev.kerasguard.keras.graph.Literal;
import dev.kerasguard.keras.graph.Shape;
import dev.kerasguard.keras.graph.ShapeException;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.LayerReader;
import dev.kerasguard.keras.layers.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Elements chosen by slices, conditions or indices, and put in place of others. */
final class SelectionOperations {

    static final Map<String, LayerReader> ALL = Map.ofEntries(
            Map.entry("GetItem", Operation.plain(SelectionOperations::getItem, "x", "key")),
            Map.entry("Where", Operation.plain(SelectionOperations::where, "condition", "x1", "x2")),
            Map.entry("Select", Operation.plain(SelectionOperations::select, "condlist", "choicelist", "default")),
            Map.entry("Take", Operation.with(SelectionOperations::take, "x", "indices")),
            Map.entry("TakeAlongAxis", Operation.with(SelectionOperations::takeAlongAxis, "x", "indices")),
            Map.entry("Slice", Operation.with(SelectionOperations::slice, "inputs", "start_indices")),
            Map.entry(
                    "SliceUpdate",
                    Operation.plain(SelectionOperations::sliceUpdate, "inputs", "start_indices", "updates")),
            Map.entry(
                    "Scatter",
                    Operation.with(
                            settings -> {
                                Shape shape = Shape.of(CreationOperations.shape(settings, "shape"));
                                return call ->
                                        call.graph().op(new IndexOp.Scatter(shape), call.tensor(0), call.tensor(1));
                            },
                            "indices",
                            "values")),
            Map.entry(
                    "ScatterUpdate",
                    Operation.with(SelectionOperations::scatterUpdate, "inputs", "indices", "updates")));

    private SelectionOperations() {}

    private static Tensor getItem(OperationCall call) throws ModelRefusedException {
        GraphBuilder graph = call.graph();
        Tensor x = call.x();
        List<JsonNode> keys = new ArrayList<>();
        switch (call.value(1)) {
            case Value.Sequence(List<Value> values) -> {
                for (Value each : values) {
                    keys.add(key(call, each));
                }
            }
            case null -> throw call.scope().invalid("is called without a key");
            case Value other -> keys.add(key(call, other));
        }
        long ellipses = keys.stream().filter(SelectionOperations::isEllipsis).count();
        int consumed = (int)
                keys.stream().filter(key -> !key.isNull() && !isEllipsis(key)).count();
        if (ellipses > 1 || consumed > x.rank()) {
            throw new ShapeException("takes " + consumed + " keys of " + x.shape());
        }
        Slices slices = new Slices(x);
        List<Integer> removed = new ArrayList<>();
        List<Integer> added = new ArrayList<>();
        int axis = 0;
        int place = 0;
        for (JsonNode key : keys) {
            if (isEllipsis(key)) {
                int skipped = x.rank() - consumed;
                axis += skipped;
                place += skipped;
            } else if (key.isNull()) {
                added.add(place++);
            } else if (key.isInt()) {
                slices.at(axis, key.intValue());
                removed.add(axis++);
            } else {
                slices.range(axis++, key.path("config"));
                place++;
            }
        }
        Tensor result = slices.apply(graph);
        result = ReductionOperations.without(
                graph, result, removed.stream().mapToInt(Integer::intValue).toArray());
        for (int each : added) {
            result = graph.expandDims(result, each);
        }
        return result;
    }

    private static JsonNode key(OperationCall call, Value value) throws ModelRefusedException {
        if (value instanceof Value.Constant(JsonNode node)
                && (node.isNull()
                        || node.isInt()
                        || isEllipsis(node)
                        || node.path("class_name").asText("").equals("__slice__"))) {
            return node;
        }
        throw call.scope().invalid("has a key that is neither a number, a slice, an ellipsis nor None");
    }

    private static boolean isEllipsis(JsonNode node) {
        return node.path("class_name").asText("").equals("__ellipsis__");
    }

    private static Tensor where(OperationCall call) throws ModelRefusedException {
        if (!call.has(1) || !call.has(2)) {
            throw call.scope().invalid("gives as many indices as there are, which is not supported; use a mask");
        }
        GraphBuilder graph = call.graph();
        Operand yes = call.operand(1);
        Operand no = call.operand(2);
        DType dtype = Promotion.of(List.of(yes.kind(), no.kind()));
        return graph.where(OperationCall.truth(graph, call.tensor(0)), yes.as(graph, dtype), no.as(graph, dtype));
    }

    private static Tensor select(OperationCall call) throws ModelRefusedException {
        GraphBuilder graph = call.graph();
        List<Tensor> conditions = call.tensors(0);
        List<Tensor> choices = call.promoted(1);
        if (conditions.size() != choices.size()) {
            throw new ShapeException("chooses among " + choices.size() + " by " + conditions.size());
        }
        DType dtype = choices.getFirst().dtype();
        Tensor chosen = call.has(2) ? call.operand(2).as(graph, dtype) : graph.constant(dtype, 0);
        for (int i = conditions.size() - 1; i >= 0; i--) {
            chosen = graph.where(OperationCall.truth(graph, conditions.get(i)), choices.get(i), chosen);
        }
        return chosen;
    }

    private static Operation.One take(Settings settings) throws ModelRefusedException {
        Integer axis = Axes.one(settings);
        return call -> {
            GraphBuilder graph = call.graph();
            Tensor x = axis == null ? Axes.flat(graph, call.x()) : call.x();
            int front = GraphBuilder.axis(x, axis == null ? 0 : axis);
            return graph.take(x, positive(graph, index(graph, call.tensor(1)), x, front), front);
        };
    }

    /** TensorFlow takes by indices of 32 and of 64 bits only. */
    private static Tensor index(GraphBuilder graph, Tensor indices) {
        if (!indices.dtype().isInteger()) {
            throw new ShapeException(
                    "takes by indices of type " + indices.dtype().keras());
        }
        return indices.dtype() == DType.INT64 ? indices : graph.cast(indices, DType.INT32);
    }

    /** Indices counted from the front. */
    private static Tensor positive(GraphBuilder graph, Tensor indices, Tensor x, int axis) {
        long size = x.size(axis);
        if (indices.node().op() instanceof ArrayOp.Constant(Literal literal)) {
            long[] values =
                    literal.values().stream().mapToLong(each -> (Long) each).toArray();
            if (LongStream.of(values).allMatch(value -> value >= 0)) {
                return indices;
            }
            if (size != Shape.ANY) {
                long[] front = LongStream.of(values)
                        .map(value -> value < 0 ? value + size : value)
                        .toArray();
                return graph.constant(Literal.ofLongs(indices.dtype(), front).as(indices.shape()));
            }
        }
        Tensor length = size != Shape.ANY
                ? graph.constant(Literal.ofLongs(indices.dtype(), size).as(Shape.SCALAR))
                : graph.cast(sizeOf(graph, x, axis), indices.dtype());
        return graph.where(FunctionOperations.below(graph, indices, 0), graph.add(indices, length), indices);
    }

    /** A size that is known when the model runs, as a number. */
    static Tensor sizeOf(GraphBuilder graph, Tensor x, int axis) {
        return graph.op(new IndexOp.Size(), graph.op(new ArrayOp.Range(axis, DType.INT32), x));
    }

    private static Operation.One takeAlongAxis(Settings settings) throws ModelRefusedException {
        Integer axis = Axes.one(settings);
        return call -> {
            GraphBuilder graph = call.graph();
            Tensor x = axis == null ? Axes.flat(graph, call.x()) : call.x();
            Tensor indices = index(graph, call.tensor(1));
            if (indices.rank() != x.rank()) {
                throw new ShapeException("takes " + indices.shape() + " along an axis of " + x.shape());
            }
            int front = GraphBuilder.axis(x, axis == null ? 0 : axis);
            for (int i = 0; i < x.rank(); i++) {
                boolean same = x.size(i) == indices.size(i);
                if (i != front && !same && x.size(i) != Shape.ANY && indices.size(i) != Shape.ANY) {
                    throw call.scope().invalid("takes along an axis with sizes of 1 repeated, which is not supported");
                }
            }
            int last = x.rank() - 1;
            Tensor found = graph.op(
                    new IndexOp.TakeBatched(last),
                    Axes.swap(graph, x, front, last),
                    Axes.swap(graph, positive(graph, indices, x, front), front, last));
            return Axes.swap(graph, found, front, last);
        };
    }

    private static Operation.One slice(Settings settings) throws ModelRefusedException {
        List<Long> sizes =
                settings.integers("shape", -1).stream().map(Integer::longValue).toList();
        return call -> {
            GraphBuilder graph = call.graph();
            Tensor x = call.tensor(0);
            List<Long> starts = starts(call);
            if (starts == null) {
                return graph.op(new IndexOp.Piece(sizes), x, index(graph, call.tensor(1)));
            }
            if (starts.size() != x.rank() || sizes.size() != x.rank()) {
                throw new ShapeException("cuts " + sizes + " from " + starts + " out of " + x.shape());
            }
            Tensor piece = x;
            for (int i = 0; i < starts.size(); i++) {
                long size = sizes.get(i);
                long end = size < 0 ? Long.MAX_VALUE : starts.get(i) + size;
                if (starts.get(i) < 0 || (size >= 0 && x.size(i) != Shape.ANY && end > x.size(i))) {
                    throw new ShapeException("cuts " + sizes + " from " + starts + " out of " + x.shape());
                }
                boolean all = starts.get(i) == 0 && (size < 0 || size == x.size(i));
                piece = all ? piece : graph.slice(piece, i, starts.get(i), end);
            }
            return piece;
        };
    }

    /** Where a piece starts, when that is known; else null. */
    private static @Nullable List<Long> starts(OperationCall call) throws ModelRefusedException {
        List<Long> starts = new ArrayList<>();
        if (call.value(1) instanceof Value.Sequence) {
            for (Operand each : call.operands(1)) {
                if (!(each instanceof Operand.Whole(long value))) {
                    return null;
                }
                starts.add(value);
            }
            return starts;
        }
        if (call.tensor(1).node().op() instanceof ArrayOp.Constant(Literal literal)
                && literal.type().dtype().isInteger()) {
            literal.values().forEach(each -> starts.add((Long) each));
            return starts;
        }
        return null;
    }

    private static Tensor sliceUpdate(OperationCall call) throws ModelRefusedException {
        Tensor x = call.tensor(0);
        Tensor updates = call.tensor(2);
        List<Long> starts = starts(call);
        if (starts == null || starts.size() != x.rank() || updates.rank() != x.rank()) {
            throw call.scope().invalid("replaces a piece that does not start at known indices, which is not supported");
        }
        return replaced(call, x, call.graph().cast(updates, x.dtype()), starts, 0);
    }

    private static Tensor replaced(OperationCall call, Tensor x, Tensor updates, List<Long> starts, int axis)
            throws ModelRefusedException {
        if (axis == x.rank()) {
            return updates;
        }
        GraphBuilder graph = call.graph();
        long size = updates.size(axis);
        if (size == x.size(axis)) {
            return replaced(call, x, updates, starts, axis + 1);
        }
        if (size == Shape.ANY || x.size(axis) == Shape.ANY || size > x.size(axis)) {
            throw call.scope().invalid("replaces a piece of unknown size, which is not supported");
        }
        long start = Math.clamp(starts.get(axis), 0, x.size(axis) - size);
        Tensor middle = replaced(call, graph.slice(x, axis, start, start + size), updates, starts, axis + 1);
        List<Tensor> pieces = new ArrayList<>();
        if (start > 0) {
            pieces.add(graph.slice(x, axis, 0, start));
        }
        pieces.add(middle);
        if (start + size < x.size(axis)) {
            pieces.add(graph.slice(x, axis, start + size, Long.MAX_VALUE));
        }
        return graph.concatenate(pieces, axis);
    }

    private static Operation.One scatterUpdate(Settings settings) throws ModelRefusedException {
        IndexOp.ScatterKind kind = switch (settings.string("reduction", "none")) {
            case "none" -> IndexOp.ScatterKind.UPDATE;
            case "add" -> IndexOp.ScatterKind.ADD;
            case "max" -> IndexOp.ScatterKind.MAX;
            case "min" -> IndexOp.ScatterKind.MIN;
            default -> throw settings.unsupported("reduction", "None, add, max, min");
        };
        return call -> {
            Tensor x = call.tensor(0);
            Tensor updates = call.operand(2).as(call.graph(), x.dtype());
            return call.graph().op(new IndexOp.ScatterInto(kind), x, index(call.graph(), call.tensor(1)), updates);
        };
    }

    /** A slice of each dimension of a tensor. */
    private static final class Slices {

        private final Tensor x;
        private final List<Long> begin;
        private final List<Long> end;
        private final List<Long> step;
        private boolean any;

        Slices(Tensor x) {
            this.x = x;
            begin = new ArrayList<>(Collections.nCopies(x.rank(), 0L));
            end = new ArrayList<>(Collections.nCopies(x.rank(), Long.MAX_VALUE));
            step = new ArrayList<>(Collections.nCopies(x.rank(), 1L));
        }

        void at(int axis, int index) {
            long size = x.size(axis);
            if (size != Shape.ANY && (index >= size || index < -size)) {
                throw new ShapeException("takes element " + index + " of dimension " + axis + " of " + x.shape());
            }
            begin.set(axis, (long) index);
            end.set(axis, index == -1 ? Long.MAX_VALUE : index + 1L);
            any = true;
        }

        void range(int axis, JsonNode slice) {
            long by = bound(slice, "step", 1);
            long from = bound(slice, "start", by < 0 ? Long.MAX_VALUE : 0);
            long to = bound(slice, "stop", by < 0 ? Long.MIN_VALUE : Long.MAX_VALUE);
            if (from == 0 && to == Long.MAX_VALUE && by == 1) {
                return;
            }
            begin.set(axis, from);
            end.set(axis, to);
            step.set(axis, by);
            any = true;
        }

        private static long bound(JsonNode slice, String key, long otherwise) {
            JsonNode value = slice.path(key);
            if (value.isNull()) {
                return otherwise;
            }
            if (!value.isInt()) {
                throw new ShapeException("has a slice whose " + key + " is not a whole number of 32 bits");
            }
            return value.intValue();
        }

        Tensor apply(GraphBuilder graph) {
            return any ? graph.op(new ArrayOp.Slice(begin, end, step), x) : x;
        }
    }
}
