package dev.kerasguard.keras.graph;

import dev.kerasguard.keras.graph.ArrayOp.PadMode;
import dev.kerasguard.keras.graph.ElementwiseOp.BinaryKind;
import dev.kerasguard.keras.graph.ElementwiseOp.UnaryKind;
import dev.kerasguard.keras.graph.LinearOp.Padding;
import dev.kerasguard.keras.graph.LinearOp.PoolKind;
import dev.kerasguard.keras.graph.RecurrentOp.Body;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Adds operations to a graph, in Keras' terms. The same operation on the same tensors is added once.
 *
 * <p>Axes may be negative and then count from the end. A tensor that does not fit is a {@link ShapeException}.
 */
public final class GraphBuilder {

    private record Key(Op op, List<Tensor> inputs) {}

    private final List<Node> nodes = new ArrayList<>();
    private final Map<Tensor, Tensor> captures = new LinkedHashMap<>();
    private final boolean body;
    private final Map<Key, Node> known = new HashMap<>();
    private String layer = "";

    /** An empty graph. */
    public GraphBuilder() {
        this(false);
    }

    private GraphBuilder(boolean body) {
        this.body = body;
    }

    /** How many operations there are so far. */
    public int size() {
        return nodes.size();
    }

    /** All nodes so far, each after what it takes. */
    public List<Node> nodes() {
        return Collections.unmodifiableList(nodes);
    }

    /** Says which layer adds what follows; returns the one before. */
    public String enter(String name) {
        String before = layer;
        layer = name;
        return before;
    }

    /** Adds any operation. */
    public Node add(Op op, List<Tensor> inputs) {
        List<Tensor> own = body ? inputs.stream().map(this::own).toList() : List.copyOf(inputs);
        return known.computeIfAbsent(new Key(op, own), key -> {
            Node node = new Node(nodes.size(), layer, op, key.inputs(), op.infer(key.inputs()));
            nodes.add(node);
            return node;
        });
    }

    /** Adds an operation with one output. */
    public Tensor op(Op op, Tensor... inputs) {
        return add(op, List.of(inputs)).output();
    }

    // What comes in

    /** A tensor that a request brings. */
    public Tensor input(String name, TensorType type) {
        return op(new ArrayOp.Input(name, type));
    }

    /** A stored weight. */
    public Tensor weight(WeightDeclaration declaration) {
        return op(new ArrayOp.Weight(declaration));
    }

    /** Small constants. */
    public Tensor constant(Literal value) {
        return op(new ArrayOp.Constant(value));
    }

    /** One number of that type. */
    public Tensor constant(DType dtype, double value) {
        return constant(Literal.of(dtype, value));
    }

    /** One number everywhere, in a shape that may take sizes from another tensor. */
    public Tensor full(DType dtype, double value, Tensor sizesOf, Dim... dims) {
        return op(new ArrayOp.Fill(dtype, value, List.of(dims)), sizesOf);
    }

    /** As many zeros as a tensor has elements, in its shape. */
    public Tensor zerosLike(Tensor x) {
        return full(
                x.dtype(),
                0,
                x,
                IntStream.range(0, x.rank()).mapToObj(Dim::same).toArray(Dim[]::new));
    }

    // Element by element

    /** A function of each element. */
    public Tensor unary(UnaryKind kind, Tensor x) {
        return op(new ElementwiseOp.Unary(kind), x);
    }

    /** A function of two tensors' elements. */
    public Tensor binary(BinaryKind kind, Tensor a, Tensor b) {
        return op(new ElementwiseOp.Binary(kind), a, b);
    }

    /** a + b. */
    public Tensor add(Tensor a, Tensor b) {
        return binary(BinaryKind.ADD, a, b);
    }

    /** a + b. */
    public Tensor add(Tensor a, double b) {
        return add(a, constant(a.dtype(), b));
    }

    /** a - b. */
    public Tensor subtract(Tensor a, Tensor b) {
        return binary(BinaryKind.SUBTRACT, a, b);
    }

    /** a * b. */
    public Tensor multiply(Tensor a, Tensor b) {
        return binary(BinaryKind.MULTIPLY, a, b);
    }

    /** a * b. */
    public Tensor multiply(Tensor a, double b) {
        return multiply(a, constant(a.dtype(), b));
    }

    /** a / b. */
    public Tensor divide(Tensor a, Tensor b) {
        return binary(BinaryKind.DIVIDE, a, b);
    }

    /** The larger of each. */
    public Tensor maximum(Tensor a, Tensor b) {
        return binary(BinaryKind.MAXIMUM, a, b);
    }

    /** The smaller of each. */
    public Tensor minimum(Tensor a, Tensor b) {
        return binary(BinaryKind.MINIMUM, a, b);
    }

    /** Not below one number and not above another. */
    public Tensor clip(Tensor x, double minimum, double maximum) {
        return minimum(maximum(x, constant(x.dtype(), minimum)), constant(x.dtype(), maximum));
    }

    /** {@code yes} where the condition holds, else {@code no}. */
    public Tensor where(Tensor condition, Tensor yes, Tensor no) {
        return op(new ElementwiseOp.Where(), condition, yes, no);
    }

    /** Another element type; the tensor itself when it has that type. */
    public Tensor cast(Tensor x, DType dtype) {
        return x.dtype() == dtype ? x : op(new ElementwiseOp.Cast(dtype), x);
    }

    // Elements moved

    /** Another shape. */
    public Tensor reshape(Tensor x, Dim... dims) {
        return op(new ArrayOp.Reshape(List.of(dims)), x);
    }

    /** Another shape of known sizes, of which one may be {@link Shape#ANY} for what is left. */
    public Tensor reshape(Tensor x, long... sizes) {
        return reshape(
                x,
                LongStream.of(sizes)
                        .mapToObj(size -> size == Shape.ANY ? Dim.REST : Dim.of(size))
                        .toArray(Dim[]::new));
    }

    /** Another shape, which may take sizes from another tensor. */
    public Tensor reshapeLike(Tensor x, Tensor sizesOf, Dim... dims) {
        return op(new ArrayOp.Reshape(List.of(dims)), x, sizesOf);
    }

    /** Dimensions in another order. */
    public Tensor transpose(Tensor x, int... permutation) {
        List<Integer> order = IntStream.of(permutation).boxed().toList();
        return order.equals(IntStream.range(0, x.rank()).boxed().toList()) ? x : op(new ArrayOp.Transpose(order), x);
    }

    /** Some axes, counted from the front, at other places; the rest stay in order. */
    public Tensor moveAxes(Tensor x, int[] from, int[] to) {
        if (from.length != to.length) {
            throw new ShapeException("moves " + from.length + " axes to " + to.length + " places");
        }
        Integer[] order = new Integer[x.rank()];
        for (int i = 0; i < from.length; i++) {
            order[to[i]] = from[i];
        }
        List<Integer> rest = new ArrayList<>(IntStream.range(0, x.rank())
                .filter(axis -> IntStream.of(from).noneMatch(each -> each == axis))
                .boxed()
                .toList());
        int[] permutation = new int[x.rank()];
        for (int i = 0; i < order.length; i++) {
            permutation[i] = order[i] != null ? order[i] : rest.removeFirst();
        }
        return transpose(x, permutation);
    }

    /** One axis at another place. */
    public Tensor moveAxis(Tensor x, int from, int to) {
        return moveAxes(x, new int[] {axis(x, from)}, new int[] {axis(x, to)});
    }

    /** A new dimension of size 1, before that axis of the result. */
    public Tensor expandDims(Tensor x, int axis) {
        return op(new ArrayOp.ExpandDims(axis < 0 ? axis + x.rank() + 1 : axis), x);
    }

    /** Without a dimension of size 1. */
    public Tensor squeeze(Tensor x, int axis) {
        return op(new ArrayOp.Squeeze(axis(x, axis)), x);
    }

    /** One tensor after the other. */
    public Tensor concatenate(List<Tensor> tensors, int axis) {
        return tensors.size() == 1
                ? tensors.getFirst()
                : add(new ArrayOp.Concatenate(axis(tensors.getFirst(), axis)), tensors)
                        .output();
    }

    /** Tensors of one shape along a new dimension. */
    public Tensor stack(List<Tensor> tensors, int axis) {
        return concatenate(tensors.stream().map(each -> expandDims(each, axis)).toList(), axis);
    }

    /** Pieces of these sizes. */
    public List<Tensor> split(Tensor x, int axis, List<Long> sizes) {
        Node node = add(new ArrayOp.Split(axis(x, axis), sizes), List.of(x));
        return IntStream.range(0, sizes.size())
                .mapToObj(i -> new Tensor(node, i))
                .toList();
    }

    /** So many equal pieces of a dimension whose size is known. */
    public List<Tensor> split(Tensor x, int axis, int pieces) {
        long size = x.size(axis);
        if (size == Shape.ANY || size % pieces != 0) {
            throw new ShapeException("dimension " + axis + " of " + x.shape() + " is not " + pieces + " equal pieces");
        }
        return split(x, axis, Collections.nCopies(pieces, size / pieces));
    }

    /** Elements from begin to before end along one axis; {@link Long#MAX_VALUE} is the end. */
    public Tensor slice(Tensor x, int axis, long begin, long end) {
        int front = axis(x, axis);
        List<Long> begins = new ArrayList<>(Collections.nCopies(x.rank(), 0L));
        List<Long> ends = new ArrayList<>(Collections.nCopies(x.rank(), Long.MAX_VALUE));
        begins.set(front, begin);
        ends.set(front, end);
        return op(new ArrayOp.Slice(begins, ends, Collections.nCopies(x.rank(), 1L)), x);
    }

    /** One element along an axis, which goes away; negative counts from the end. */
    public Tensor at(Tensor x, int axis, long index) {
        return squeeze(slice(x, axis, index, index == -1 ? Long.MAX_VALUE : index + 1), axis);
    }

    /** Elements of a table along an axis, by indices. */
    public Tensor take(Tensor table, Tensor indices, int axis) {
        return op(new ArrayOp.Take(axis(table, axis)), table, indices);
    }

    /** The same number added around; sizes for each dimension. */
    public Tensor pad(Tensor x, double value, List<Long> before, List<Long> after) {
        boolean nothing =
                before.stream().allMatch(size -> size == 0) && after.stream().allMatch(size -> size == 0);
        return nothing ? x : op(new ArrayOp.Pad(PadMode.CONSTANT, value, before, after), x);
    }

    /** The whole tensor again and again. */
    public Tensor tile(Tensor x, List<Long> times) {
        return times.stream().allMatch(each -> each == 1) ? x : op(new ArrayOp.Tile(times), x);
    }

    /** Sizes of one repeated, to a shape that may take sizes from another tensor. */
    public Tensor broadcastTo(Tensor x, Tensor sizesOf, Dim... dims) {
        return op(new ArrayOp.BroadcastTo(List.of(dims)), x, sizesOf);
    }

    /** The other way round. */
    public Tensor flip(Tensor x, int... axes) {
        return op(new ArrayOp.Flip(axes(x, axes)), x);
    }

    /** Vectors that are 1 at a number's place. */
    public Tensor oneHot(Tensor x, int depth, DType dtype) {
        return op(new ArrayOp.OneHot(depth, dtype), x);
    }

    /** 0, 1, 2 and so on, as many as a dimension of a tensor has. */
    public Tensor range(Tensor x, int axis, DType dtype) {
        return op(new ArrayOp.Range(axis(x, axis), dtype), x);
    }

    // Linear algebra

    /** The product of matrices. */
    public Tensor matmul(Tensor a, Tensor b) {
        return op(new LinearOp.MatMul(false, false), a, b);
    }

    /** The product of matrices, each of which may be transposed. */
    public Tensor matmul(Tensor a, boolean transposeA, Tensor b, boolean transposeB) {
        return op(new LinearOp.MatMul(transposeA, transposeB), a, b);
    }

    /** Einstein's sum. */
    public Tensor einsum(String equation, Tensor... inputs) {
        return op(new LinearOp.Einsum(equation), inputs);
    }

    /** A vector added along the last dimension. */
    public Tensor biasAdd(Tensor x, Tensor bias) {
        return op(new LinearOp.BiasAdd(), x, bias);
    }

    /** A convolution; see {@link LinearOp.Conv}. */
    public Tensor conv(
            Tensor x, Tensor kernel, List<Integer> strides, List<Integer> dilations, Padding padding, int groups) {
        return op(new LinearOp.Conv(strides, dilations, padding, groups), x, kernel);
    }

    /** A pooling; see {@link LinearOp.Pool}. */
    public Tensor pool(Tensor x, PoolKind kind, List<Integer> window, List<Integer> strides, Padding padding) {
        return op(new LinearOp.Pool(kind, window, strides, padding), x);
    }

    // Step by step

    /** What one step of a {@link #scan} adds. */
    @FunctionalInterface
    public interface Step {
        /**
         * Adds the operations of one step.
         *
         * @param graph where to; tensors of the graph around it may be used
         * @param inputs this step's part of each sequence: (batch, ...) of (batch, steps, ...)
         * @param states what the step before handed on
         * @return what it hands on, one for each state
         */
        List<Tensor> add(GraphBuilder graph, List<Tensor> inputs, List<Tensor> states);
    }

    /**
     * A computation for each step of sequences, in order.
     *
     * @param kept how many of the states, from the first, are wanted for all steps
     * @return the sequences of the kept states, then all last states
     */
    public List<Tensor> scan(List<Tensor> sequences, List<Tensor> states, int kept, Step step) {
        GraphBuilder inner = new GraphBuilder(true);
        inner.layer = layer;
        List<Tensor> parts = new ArrayList<>();
        for (Tensor each : sequences) {
            Shape part = Shape.of(each.size(0)).concat(each.shape().sub(2, each.rank()));
            parts.add(inner.parameter(new TensorType(each.dtype(), part)));
        }
        List<Tensor> before = new ArrayList<>();
        for (Tensor each : states) {
            before.add(inner.parameter(each.type()));
        }
        List<Tensor> next = step.add(inner, List.copyOf(parts), List.copyOf(before)).stream()
                .map(inner::own)
                .toList();
        List<Tensor> inputs = new ArrayList<>(sequences);
        inputs.addAll(states);
        inputs.addAll(inner.captures.keySet());
        Body all =
                new Body(inner.nodes, parts, before, List.copyOf(inner.captures.values()), next.subList(0, kept), next);
        Node node = add(new RecurrentOp.Scan(all), inputs);
        return IntStream.range(0, node.outputs().size())
                .mapToObj(i -> new Tensor(node, i))
                .toList();
    }

    private Tensor parameter(TensorType type) {
        return op(new RecurrentOp.Parameter(nodes.size(), type));
    }

    /** What stands in this body for a tensor of the graph around it. */
    private Tensor own(Tensor tensor) {
        Node node = tensor.node();
        if (node.id() < nodes.size() && nodes.get(node.id()) == node) {
            return tensor;
        }
        Tensor known = captures.get(tensor);
        if (known == null) {
            known = parameter(tensor.type());
            captures.put(tensor, known);
        }
        return known;
    }

    // Along axes

    /** Many elements to one. */
    public Tensor reduce(ReduceOp.Kind kind, Tensor x, boolean keepDims, int... axes) {
        List<Integer> front = axes(x, axes);
        return front.isEmpty() ? x : op(new ReduceOp.Reduce(kind, front, keepDims), x);
    }

    /** Exponentials that sum up to 1 along an axis. */
    public Tensor softmax(Tensor x, int axis) {
        return along(x, axis, new ReduceOp.Softmax(false));
    }

    /** The logarithm of {@link #softmax}. */
    public Tensor logSoftmax(Tensor x, int axis) {
        return along(x, axis, new ReduceOp.Softmax(true));
    }

    private Tensor along(Tensor x, int axis, Op last) {
        int front = axis(x, axis);
        if (front == x.rank() - 1) {
            return op(last, x);
        }
        int[] swap = IntStream.range(0, x.rank()).toArray();
        swap[front] = x.rank() - 1;
        swap[x.rank() - 1] = front;
        return transpose(op(last, transpose(x, swap)), swap);
    }

    // Axes

    /** An axis counted from the front. */
    public static int axis(Tensor x, int axis) {
        int front = axis < 0 ? axis + x.rank() : axis;
        if (front < 0 || front >= x.rank()) {
            throw new ShapeException("axis " + axis + " is none of shape " + x.shape());
        }
        return front;
    }

    /** Axes counted from the front, in order; none stands for none. */
    public static List<Integer> axes(Tensor x, int... axes) {
        return IntStream.of(axes)
                .map(axis -> axis(x, axis))
                .distinct()
                .sorted()
                .boxed()
                .toList();
    }
}
