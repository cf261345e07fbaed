package dev.kerasguard.keras.layers.merging;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.Dim;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.Shape;
import dev.kerasguard.keras.graph.ShapeException;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.Arguments;
import dev.kerasguard.keras.layers.LayerBuilder;
import dev.kerasguard.keras.layers.LayerScope;
import dev.kerasguard.keras.layers.UnitNorm;
import dev.kerasguard.keras.layers.Value;
import dev.kerasguard.keras.layers.Value.Leaf;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** {@code Dot}: products of two tensors along one axis of each, for each row of the batch. */
record DotLayer(List<Integer> axes, boolean normalize) implements LayerBuilder {

    /** {@code keras.config.epsilon()}, which no file stores. */
    private static final double EPSILON = 1e-7;

    static DotLayer read(Settings settings) throws ModelRefusedException {
        JsonNode node = settings.find("axes");
        List<Integer> axes = settings.integers("axes", -8);
        if (node == null || (node.isArray() ? axes.size() != 2 : axes.size() != 1)) {
            throw settings.invalid("axes", "must be one axis or two");
        }
        return new DotLayer(
                node.isArray() ? axes : List.of(axes.getFirst(), axes.getFirst()), settings.bool("normalize", false));
    }

    @Override
    public Value call(LayerScope scope, Arguments arguments) throws ModelRefusedException {
        List<Leaf> inputs = MergeInputs.of(scope, arguments);
        if (inputs.size() != 2) {
            throw scope.invalid("is called with " + inputs.size() + " tensors; Dot takes two");
        }
        Tensor a = inputs.getFirst().tensor();
        Tensor b = inputs.getLast().tensor();
        int left = scope.axis(axes.getFirst(), a);
        int right = scope.axis(axes.getLast(), b);
        if (left == 0 || right == 0) {
            throw scope.invalid("would multiply along the batch");
        }
        long size = a.size(left);
        long other = b.size(right);
        if (size != other && size != Shape.ANY && other != Shape.ANY) {
            throw scope.invalid("multiplies along sizes of " + size + " and " + other);
        }
        GraphBuilder graph = scope.graph();
        Tensor x = normalize ? UnitNorm.apply(graph, a, EPSILON, left) : a;
        Tensor y = normalize ? UnitNorm.apply(graph, b, EPSILON, right) : b;
        return new Leaf(product(graph, x, left, y, right));
    }

    /** As a product of two matrices in each row: what is multiplied goes last in one and second in the other. */
    private static Tensor product(GraphBuilder graph, Tensor a, int left, Tensor b, int right) {
        Tensor x = graph.moveAxis(a, left, -1);
        Tensor y = graph.moveAxis(b, right, 1);
        Tensor rows = a.rank() == 3 ? x : graph.reshape(x, Dim.same(0), Dim.REST, size(x, x.rank() - 1));
        Tensor columns = b.rank() == 3 ? y : graph.reshape(y, Dim.same(0), size(y, 1), Dim.REST);
        Tensor product = graph.matmul(rows, columns);
        return shaped(graph, product, x, y);
    }

    private static Tensor shaped(GraphBuilder graph, Tensor product, Tensor x, Tensor y) {
        if (x.rank() == 3 && y.rank() == 3) {
            return product;
        }
        if (x.rank() == 2 && y.rank() == 2) {
            return graph.squeeze(product, 1);
        }
        Tensor flat = x.rank() == 2 ? graph.squeeze(product, 1) : y.rank() == 2 ? graph.squeeze(product, 2) : product;
        List<Dim> dims = new ArrayList<>(List.of(Dim.same(0)));
        IntStream.range(1, x.rank() - 1).forEach(i -> dims.add(Dim.same(i)));
        if (y.rank() == 2) {
            return x.rank() == 3 ? flat : graph.reshapeLike(flat, x, dims.toArray(Dim[]::new));
        }
        if (x.rank() == 2) {
            List<Dim> right = new ArrayList<>(List.of(Dim.same(0)));
            IntStream.range(2, y.rank()).forEach(i -> right.add(Dim.same(i)));
            return y.rank() == 3 ? flat : graph.reshapeLike(flat, y, right.toArray(Dim[]::new));
        }
        return both(graph, flat, x, y, dims);
    }

    private static Tensor both(GraphBuilder graph, Tensor flat, Tensor x, Tensor y, List<Dim> dims) {
        int unknown = -1;
        for (int i = 2; i < y.rank(); i++) {
            if (y.size(i) == Shape.ANY && unknown >= 0) {
                throw new ShapeException("more than one unknown size of " + y.shape() + " would be kept");
            }
            unknown = y.size(i) == Shape.ANY ? i : unknown;
            dims.add(y.size(i) == Shape.ANY ? Dim.REST : Dim.of(y.size(i)));
        }
        return graph.reshapeLike(flat, x, dims.toArray(Dim[]::new));
    }

    private static Dim size(Tensor x, int axis) {
        return x.size(axis) == Shape.ANY ? Dim.same(axis) : Dim.of(x.size(axis));
    }
}
