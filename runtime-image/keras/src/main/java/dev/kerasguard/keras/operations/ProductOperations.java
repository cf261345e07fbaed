package dev.kerasguard.keras.operations;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.Dim;
import dev.kerasguard.keras.graph.ElementwiseOp.UnaryKind;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.IndexOp;
import dev.kerasguard.keras.graph.ReduceOp;
import dev.kerasguard.keras.graph.Shape;
import dev.kerasguard.keras.graph.ShapeException;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.LayerReader;
import dev.kerasguard.keras.operations.OperationCall.Pair;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Products of matrices and vectors, and what is read off matrices. */
final class ProductOperations {

    static final Map<String, LayerReader> ALL = Map.ofEntries(
            Map.entry("Matmul", Operation.plain(ProductOperations::matmul, "x1", "x2")),
            Map.entry("Dot", Operation.plain(ProductOperations::dot, "x1", "x2")),
            Map.entry(
                    "Inner",
                    Operation.plain(
                            call -> {
                                Product product = Product.of(call, true);
                                return product.rank0()
                                        ? product.elements(call.graph())
                                        : product.contracted(call.graph(), new int[] {-1}, new int[] {-1});
                            },
                            "x1",
                            "x2")),
            Map.entry(
                    "Vdot",
                    Operation.plain(
                            call -> {
                                Product product = Product.of(call, true).flat(call.graph());
                                return product.contracted(call.graph(), new int[] {0}, new int[] {0});
                            },
                            "x1",
                            "x2")),
            Map.entry(
                    "Outer",
                    Operation.plain(
                            call -> {
                                GraphBuilder graph = call.graph();
                                Pair pair = call.strong();
                                return graph.multiply(
                                        graph.expandDims(Axes.flat(graph, pair.first()), 1),
                                        Axes.flat(graph, pair.second()));
                            },
                            "x1",
                            "x2")),
            Map.entry("Tensordot", Operation.with(ProductOperations::tensordot, "x1", "x2")),
            Map.entry("Einsum", Operation.ofMany(ProductOperations::einsum)),
            Map.entry("Kron", Operation.plain(ProductOperations::kron, "x1", "x2")),
            Map.entry("Cross", Operation.with(ProductOperations::cross, "x1", "x2")),
            Map.entry("CDist", Operation.plain(ProductOperations::distances, "x", "y")),
            Map.entry("Tril", Operation.with(settings -> triangle(settings, true), "x")),
            Map.entry("Triu", Operation.with(settings -> triangle(settings, false), "x")),
            Map.entry("Diag", Operation.with(settings -> diagonal(settings, false), "x")),
            Map.entry("Diagflat", Operation.with(settings -> diagonal(settings, true), "x")),
            Map.entry("Diagonal", Operation.with(settings -> diagonalOf(settings, false), "x")),
            Map.entry("Trace", Operation.with(settings -> diagonalOf(settings, true), "x")));

    private ProductOperations() {}

    private static Tensor matmul(OperationCall call) throws ModelRefusedException {
        GraphBuilder graph = call.graph();
        Tensor a = call.tensor(0);
        Tensor b = call.tensor(1);
        boolean bytes = a.dtype() == DType.INT8 && b.dtype() == DType.INT8 && a.rank() != 1 && b.rank() != 1;
        DType result = bytes ? DType.INT32 : Promotion.of(a.dtype(), b.dtype());
        DType compute = bytes ? DType.INT32 : Promotion.real(result);
        Tensor x = graph.cast(a.rank() == 1 ? graph.expandDims(a, 0) : a, compute);
        Tensor y = graph.cast(b.rank() == 1 ? graph.expandDims(b, 1) : b, compute);
        Tensor product = graph.matmul(x, y);
        if (b.rank() == 1) {
            product = graph.squeeze(product, -1);
        }
        if (a.rank() == 1) {
            product = graph.squeeze(product, b.rank() == 1 ? -1 : -2);
        }
        return graph.cast(product, result);
    }

    /** Two tensors that are multiplied in one type and given in another. */
    private record Product(Tensor a, Tensor b, DType result) {

        static Product of(OperationCall call, boolean real) throws ModelRefusedException {
            Tensor a = call.tensor(0);
            Tensor b = call.tensor(1);
            DType result = Promotion.of(a.dtype(), b.dtype());
            boolean whole = !real && (result == DType.INT32 || result == DType.INT64);
            DType compute = whole ? result : Promotion.real(result);
            return new Product(call.graph().cast(a, compute), call.graph().cast(b, compute), result);
        }

        boolean rank0() {
            return a.rank() == 0 || b.rank() == 0;
        }

        Product flat(GraphBuilder graph) {
            return new Product(Axes.flat(graph, a), Axes.flat(graph, b), result);
        }

        Tensor elements(GraphBuilder graph) {
            return graph.cast(graph.multiply(a, b), result);
        }

        /** The sum over axes of both, the other axes of the first before those of the second. */
        Tensor contracted(GraphBuilder graph, int[] axesA, int[] axesB) {
            if (axesA.length != axesB.length || axesA.length > a.rank() || axesA.length > b.rank()) {
                throw new ShapeException("sums over " + axesA.length + " axes of " + a.shape() + " and " + b.shape());
            }
            char next = 'a';
            char[] left = new char[a.rank()];
            char[] right = new char[b.rank()];
            for (int i = 0; i < axesA.length; i++) {
                left[GraphBuilder.axis(a, axesA[i])] = next;
                right[GraphBuilder.axis(b, axesB[i])] = next++;
            }
            StringBuilder output = new StringBuilder();
            for (char[] term : List.of(left, right)) {
                for (int i = 0; i < term.length; i++) {
                    if (term[i] == 0) {
                        term[i] = next++;
                        output.append(term[i]);
                    }
                }
            }
            String equation = new String(left) + "," + new String(right) + "->" + output;
            return graph.cast(graph.einsum(equation, a, b), result);
        }
    }

    private static Tensor dot(OperationCall call) throws ModelRefusedException {
        Product product = Product.of(call, true);
        if (product.rank0()) {
            return product.elements(call.graph());
        }
        return product.contracted(
                call.graph(), new int[] {-1}, new int[] {product.b().rank() == 1 ? -1 : -2});
    }

    private static Operation.One tensordot(Settings settings) throws ModelRefusedException {
        JsonNode axes = settings.find("axes");
        int count = axes == null || axes.isInt() ? settings.integer("axes", 0, 2) : -1;
        int[] first = axes != null && count < 0 ? indices(settings, axes, 0) : new int[0];
        int[] second = axes != null && count < 0 ? indices(settings, axes, 1) : new int[0];
        return call -> {
            Product product = Product.of(call, false);
            if (count < 0) {
                return product.contracted(call.graph(), first, second);
            }
            int rank = product.a().rank();
            if (count > rank || count > product.b().rank()) {
                throw new ShapeException("sums over " + count + " axes");
            }
            return product.contracted(
                    call.graph(),
                    IntStream.range(rank - count, rank).toArray(),
                    IntStream.range(0, count).toArray());
        };
    }

    private static int[] indices(Settings settings, JsonNode axes, int index) throws ModelRefusedException {
        JsonNode side = axes.path(index);
        List<Integer> indices = new ArrayList<>();
        if (side.isInt()) {
            indices.add(side.intValue());
        }
        for (JsonNode each : side) {
            if (!each.isInt() || indices.size() > 8) {
                throw settings.invalid("axes", "must be a whole number or two lists of axes");
            }
            indices.add(each.intValue());
        }
        if (axes.size() != 2 || (!side.isInt() && !side.isArray())) {
            throw settings.invalid("axes", "must be a whole number or two lists of axes");
        }
        return Axes.ints(indices);
    }

    private static Operation.One einsum(Settings settings) throws ModelRefusedException {
        String subscripts = settings.string("subscripts");
        if (subscripts.length() > 200) {
            throw settings.invalid("subscripts", "must be an equation of up to 200 letters");
        }
        return call -> {
            GraphBuilder graph = call.graph();
            List<Tensor> operands = new ArrayList<>();
            for (Operand each : call.all()) {
                operands.add(each.strong(graph));
            }
            DType[] dtypes = operands.stream().map(Tensor::dtype).toArray(DType[]::new);
            boolean bytes = operands.stream().allMatch(each -> each.dtype() == DType.INT8);
            DType result = bytes ? DType.INT32 : Promotion.of(dtypes);
            DType compute = bytes ? DType.INT32 : result.isInteger() ? DType.FLOAT32 : result;
            List<Tensor> cast =
                    operands.stream().map(each -> graph.cast(each, compute)).toList();
            return graph.cast(EinsteinSum.of(graph, subscripts, cast), result);
        };
    }

    private static Tensor kron(OperationCall call) throws ModelRefusedException {
        GraphBuilder graph = call.graph();
        Pair pair = call.strong();
        Tensor a = pair.first();
        Tensor b = pair.second();
        while (a.rank() < b.rank()) {
            a = graph.expandDims(a, 0);
        }
        while (b.rank() < a.rank()) {
            b = graph.expandDims(b, 0);
        }
        Dim[] shape = new Dim[a.rank()];
        int rest = 0;
        for (int i = 0; i < shape.length; i++) {
            boolean known = a.size(i) != Shape.ANY && b.size(i) != Shape.ANY;
            shape[i] = known ? Dim.of(Math.multiplyExact(a.size(i), b.size(i))) : Dim.REST;
            rest += known ? 0 : 1;
        }
        if (rest > 1) {
            throw call.scope().invalid("multiplies tensors of more than one unknown size");
        }
        for (int i = shape.length - 1; i >= 0; i--) {
            a = graph.expandDims(a, i + 1);
            b = graph.expandDims(b, i);
        }
        return graph.reshape(graph.multiply(a, b), shape);
    }

    private static Operation.One cross(Settings settings) throws ModelRefusedException {
        boolean all = settings.has("axis");
        int axisA = Axes.one(settings, all ? "axis" : "axisa", -1);
        int axisB = Axes.one(settings, all ? "axis" : "axisb", -1);
        int axisC = Axes.one(settings, all ? "axis" : "axisc", -1);
        return call -> {
            GraphBuilder graph = call.graph();
            Pair pair = call.strong();
            Tensor a = last(graph, pair.first(), axisA);
            Tensor b = last(graph, pair.second(), axisB);
            boolean flat = a.size(-1) == 2 && b.size(-1) == 2;
            if (a.size(-1) < 2 || a.size(-1) > 3 || b.size(-1) < 2 || b.size(-1) > 3) {
                throw new ShapeException("crosses vectors of " + a.shape() + " and " + b.shape());
            }
            List<Tensor> parts = new ArrayList<>();
            for (int i = flat ? 2 : 0; i < 3; i++) {
                Tensor positive = graph.multiply(part(graph, a, (i + 1) % 3), part(graph, b, (i + 2) % 3));
                Tensor negative = graph.multiply(part(graph, a, (i + 2) % 3), part(graph, b, (i + 1) % 3));
                parts.add(graph.subtract(positive, negative));
            }
            if (flat) {
                return parts.getFirst();
            }
            Tensor product = graph.stack(parts, -1);
            return graph.moveAxis(product, -1, axisC);
        };
    }

    private static Tensor last(GraphBuilder graph, Tensor x, int axis) {
        return graph.moveAxis(x, axis, -1);
    }

    /** A coordinate; the third of two is zero. */
    private static Tensor part(GraphBuilder graph, Tensor x, int index) {
        return index < x.size(-1) ? graph.at(x, -1, index) : graph.zerosLike(graph.at(x, -1, 0));
    }

    private static Tensor distances(OperationCall call) throws ModelRefusedException {
        GraphBuilder graph = call.graph();
        Tensor x = call.tensor(0);
        Tensor y = call.tensor(1);
        if (x.rank() < 2 || y.rank() < 2) {
            throw new ShapeException("measures between " + x.shape() + " and " + y.shape());
        }
        Tensor difference = graph.subtract(graph.expandDims(x, x.rank() - 1), graph.expandDims(y, y.rank() - 2));
        Tensor sum = graph.reduce(ReduceOp.Kind.SUM, graph.unary(UnaryKind.SQUARE, difference), false, -1);
        return graph.unary(UnaryKind.SQRT, sum);
    }

    private static Operation.One triangle(Settings settings, boolean lower) throws ModelRefusedException {
        int k = settings.integer("k", -(1 << 24), 0);
        return call -> {
            GraphBuilder graph = call.graph();
            Tensor x = call.x();
            boolean complement = lower ? k < 0 : k > 0;
            if (!complement) {
                return graph.op(lower ? new IndexOp.Band(-1, k) : new IndexOp.Band(-k, -1), x);
            }
            // What is not in the other triangle.
            Tensor ones = FunctionOperations.like(graph, x, DType.BOOL, 1);
            Tensor other = graph.op(lower ? new IndexOp.Band(-k - 1L, -1) : new IndexOp.Band(-1, k - 1L), ones);
            return graph.where(other, graph.constant(x.dtype(), 0), x);
        };
    }

    private static Operation.One diagonal(Settings settings, boolean flat) throws ModelRefusedException {
        int k = settings.integer("k", -(1 << 16), 0);
        return call -> {
            GraphBuilder graph = call.graph();
            Tensor x = flat ? Axes.flat(graph, call.x()) : call.x();
            return switch (x.rank()) {
                case 1 -> graph.op(new IndexOp.Diagonal(k), x);
                case 2 -> graph.op(new IndexOp.DiagonalPart(k), x);
                default -> throw new ShapeException("takes one or two dimensions and finds " + x.shape());
            };
        };
    }

    private static Operation.One diagonalOf(Settings settings, boolean sum) throws ModelRefusedException {
        int offset = settings.integer("offset", -(1 << 16), 0);
        List<Integer> axes = List.of(Axes.one(settings, "axis1", 0), Axes.one(settings, "axis2", 1));
        return call -> {
            GraphBuilder graph = call.graph();
            Tensor x = call.x();
            if (x.rank() < 2) {
                throw new ShapeException("takes matrices and finds " + x.shape());
            }
            int[] last = {x.rank() - 2, x.rank() - 1};
            Tensor matrices = graph.moveAxes(x, Axes.front(x, axes), last);
            Tensor part = graph.op(new IndexOp.DiagonalPart(offset), matrices);
            if (!sum) {
                return part;
            }
            DType dtype = switch (x.dtype()) {
                case BOOL, INT8, INT16 -> DType.INT32;
                case UINT8, UINT16 -> DType.UINT32;
                default -> x.dtype();
            };
            return graph.reduce(ReduceOp.Kind.SUM, graph.cast(part, dtype), false, -1);
        };
    }
}
