package dev.kerasguard.keras.operations;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.Dim;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.Shape;
import dev.kerasguard.keras.graph.ShapeException;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.LayerReader;
import dev.kerasguard.keras.layers.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Several tensors to one, and one to several. */
final class JoiningOperations {

    private static final int MAX_PIECES = 4_096;

    static final Map<String, LayerReader> ALL = Map.ofEntries(
            Map.entry(
                    "Concatenate",
                    Operation.with(
                            settings -> {
                                int axis = Axes.one(settings, "axis", 0);
                                return call -> call.graph().concatenate(call.promoted(0), axis);
                            },
                            "xs")),
            Map.entry(
                    "Stack",
                    Operation.with(
                            settings -> {
                                int axis = Axes.one(settings, "axis", 0);
                                return call -> call.graph().stack(call.promoted(0), axis);
                            },
                            "x")),
            Map.entry("Append", Operation.with(JoiningOperations::append, "x1", "x2")),
            Map.entry(
                    "Hstack",
                    Operation.plain(
                            call -> {
                                List<Tensor> all = call.promoted(0);
                                return call.graph()
                                        .concatenate(all, all.getFirst().rank() == 1 ? 0 : 1);
                            },
                            "xs")),
            Map.entry("Vstack", Operation.plain(call -> call.graph().concatenate(call.promoted(0), 0), "xs")),
            Map.entry("Dstack", Operation.plain(JoiningOperations::deep, "xs")),
            Map.entry(
                    "Split", Operation.several(settings -> split(settings, Axes.one(settings, "axis", 0), false), "x")),
            Map.entry(
                    "ArraySplit",
                    Operation.several(settings -> split(settings, Axes.one(settings, "axis", 0), true), "x")),
            Map.entry("Hsplit", Operation.several(settings -> split(settings, null, false), "x")),
            Map.entry("Vsplit", Operation.several(settings -> split(settings, 0, false), "x")),
            Map.entry("Dsplit", Operation.several(settings -> split(settings, 2, false), "x")),
            Map.entry("Unstack", Operation.several(JoiningOperations::unstack, "x")),
            Map.entry("Meshgrid", Operation.severalOfMany(JoiningOperations::meshgrid)));

    private JoiningOperations() {}

    private static Operation.One append(Settings settings) throws ModelRefusedException {
        Integer axis = Axes.one(settings);
        return call -> {
            GraphBuilder graph = call.graph();
            OperationCall.Pair pair = call.strong();
            return axis == null
                    ? graph.concatenate(List.of(Axes.flat(graph, pair.first()), Axes.flat(graph, pair.second())), 0)
                    : graph.concatenate(List.of(pair.first(), pair.second()), axis);
        };
    }

    private static Tensor deep(OperationCall call) throws ModelRefusedException {
        GraphBuilder graph = call.graph();
        List<Tensor> all = new ArrayList<>();
        for (Tensor each : call.promoted(0)) {
            Tensor deep = each;
            if (each.rank() == 0) {
                deep = graph.reshape(each, 1, 1, 1);
            } else if (each.rank() == 1) {
                deep = graph.expandDims(graph.expandDims(each, 0), 2);
            } else if (each.rank() == 2) {
                deep = graph.expandDims(each, 2);
            }
            all.add(deep);
        }
        return graph.concatenate(all, 2);
    }

    private static Operation.Body split(Settings settings, @Nullable Integer axis, boolean uneven)
            throws ModelRefusedException {
        JsonNode value = settings.find("indices_or_sections");
        if (value == null) {
            throw settings.invalid("indices_or_sections", "must be a whole number or a list of them");
        }
        boolean sections = value.isInt();
        List<Integer> numbers = Literals.isArray(value)
                ? Literals.read(value).values().stream()
                        .map(each -> ((Number) each).intValue())
                        .toList()
                : settings.integers("indices_or_sections", sections ? 1 : 0);
        if (numbers.size() > MAX_PIECES || (sections && numbers.getFirst() > MAX_PIECES)) {
            throw settings.unsupported("indices_or_sections", "up to " + MAX_PIECES + " pieces");
        }
        return call -> {
            Tensor x = call.x();
            int front = GraphBuilder.axis(x, axis != null ? axis : Math.min(x.rank() - 1, 1));
            if (!sections) {
                return Value.of(call.graph().split(x, front, sizes(numbers, x.size(front))));
            }
            long size = call.scope().size(x, front);
            int count = numbers.getFirst();
            if (size % count != 0 && !uneven) {
                throw new ShapeException(
                        "dimension " + front + " of " + x.shape() + " is not " + count + " equal pieces");
            }
            List<Long> sizes = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                sizes.add(size / count + (i < size % count ? 1 : 0));
            }
            return Value.of(call.graph().split(x, front, sizes));
        };
    }

    private static List<Long> sizes(List<Integer> cuts, long total) {
        if (total == Shape.ANY) {
            throw new ShapeException("cuts a dimension whose size is not known");
        }
        List<Long> sizes = new ArrayList<>();
        long before = 0;
        for (int cut : cuts) {
            sizes.add(cut - before);
            before = cut;
        }
        sizes.add(total - before);
        if (sizes.stream().anyMatch(size -> size < 0)) {
            throw new ShapeException("cuts " + total + " elements at " + cuts);
        }
        return sizes;
    }

    private static Operation.Body unstack(Settings settings) throws ModelRefusedException {
        int axis = Axes.one(settings, "axis", 0);
        int said = settings.integer("num", 1, -1);
        return call -> {
            GraphBuilder graph = call.graph();
            Tensor x = call.x();
            int front = GraphBuilder.axis(x, axis);
            long size =
                    x.size(front) == Shape.ANY && said > 0 ? said : call.scope().size(x, front);
            if (size > MAX_PIECES || (said > 0 && size != said)) {
                throw new ShapeException("makes " + said + " pieces of " + x.shape() + ", at most " + MAX_PIECES);
            }
            List<Tensor> pieces = graph.split(x, front, Collections.nCopies((int) size, 1L));
            return Value.of(
                    pieces.stream().map(each -> graph.squeeze(each, front)).toList());
        };
    }

    private static Operation.Body meshgrid(Settings settings) throws ModelRefusedException {
        String indexing = settings.string("indexing", "xy");
        if (!indexing.equals("xy") && !indexing.equals("ij")) {
            throw settings.unsupported("indexing", "xy, ij");
        }
        return call -> {
            GraphBuilder graph = call.graph();
            List<Tensor> rows = new ArrayList<>();
            for (Operand each : call.all()) {
                Tensor row = each.strong(graph);
                rows.add(row.rank() == 1 ? row : Axes.flat(graph, row));
            }
            int rank = rows.size();
            if (rank > 6) {
                throw new ShapeException("makes a grid of " + rank + " dimensions");
            }
            List<Tensor> grids = new ArrayList<>();
            Tensor whole = null;
            for (int i = 0; i < rank; i++) {
                int axis = indexing.equals("xy") && rank > 1 && i < 2 ? 1 - i : i;
                Tensor shaped = rows.get(i);
                for (int j = 0; j < rank; j++) {
                    shaped = j == axis ? shaped : graph.expandDims(shaped, j);
                }
                grids.add(shaped);
                Tensor zeros = FunctionOperations.like(graph, shaped, DType.INT32, 0);
                whole = whole == null ? zeros : graph.add(whole, zeros);
            }
            Tensor sizes = whole;
            if (sizes == null) {
                throw call.scope().invalid("is called without tensors");
            }
            Dim[] dims = CreationOperations.sizes(sizes);
            return Value.of(grids.stream()
                    .map(each -> graph.broadcastTo(each, sizes, dims))
                    .toList());
        };
    }
}
