package dev.kerasguard.keras.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;

/** Operations that bring tensors in, and that move elements without computing on them. */
public sealed interface ArrayOp extends Op {

    @Override
    default long flops(List<Tensor> inputs, List<TensorType> outputs) {
        return 0;
    }

    /** A tensor that a request brings. */
    record Input(String name, TensorType type) implements ArrayOp {
        @Override
        public List<TensorType> infer(List<Tensor> inputs) {
            return List.of(type);
        }
    }

    /** A stored weight. */
    record Weight(WeightDeclaration declaration) implements ArrayOp {
        @Override
        public List<TensorType> infer(List<Tensor> inputs) {
            return List.of(declaration.type());
        }
    }

    /** Numbers, truth values or strings that are part of the graph. */
    record Constant(Literal value) implements ArrayOp {
        @Override
        public List<TensorType> infer(List<Tensor> inputs) {
            return List.of(value.type());
        }
    }

    /** One number everywhere, in a shape that may take sizes from the input. */
    record Fill(DType dtype, double value, List<Dim> dims) implements ArrayOp {
        public Fill {
            dims = List.copyOf(dims);
        }

        @Override
        public List<TensorType> infer(List<Tensor> inputs) {
            return List.of(new TensorType(dtype, resolve(dims, inputs.getFirst().shape())));
        }
    }

    /** The same elements in another shape, which may take sizes from the last input. */
    record Reshape(List<Dim> dims) implements ArrayOp {
        public Reshape {
            dims = List.copyOf(dims);
        }

        @Override
        public List<TensorType> infer(List<Tensor> inputs) {
            Shape from = inputs.getFirst().shape();
            Shape to = resolve(dims, inputs.getLast().shape());
            int rest = dims.indexOf(Dim.REST);
            boolean computable = inputs.size() == 1
                    ? knownExcept(dims, from)
                    : rest >= 0 && from.isKnown() && to.with(rest, 1).isKnown();
            if (rest >= 0 && computable) {
                long known = to.with(rest, 1).elements();
                if (known == 0 || from.elements() % known != 0) {
                    throw new ShapeException("shape " + from + " cannot become " + to);
                }
                to = to.with(rest, from.elements() / known);
            } else if (rest < 0 && inputs.size() == 1 && knownExcept(dims, from) && from.elements() != to.elements()) {
                throw new ShapeException("shape " + from + " cannot become " + to);
            }
            return List.of(new TensorType(inputs.getFirst().dtype(), to));
        }

        /** Whether what is unknown in the input reappears as itself, so that the rest can be computed. */
        public static boolean knownExcept(List<Dim> dims, Shape from) {
            for (int i = 0; i < from.rank(); i++) {
                if (from.size(i) == Shape.ANY && !dims.contains(Dim.same(i))) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Dimensions in another order: output dimension i is input dimension {@code permutation[i]}. */
    record Transpose(List<Integer> permutation) implements ArrayOp {
        public Transpose {
            permutation = List.copyOf(permutation);
        }

        @Override
        public List<TensorType> infer(List<Tensor> inputs) {
            Tensor input = inputs.getFirst();
            if (permutation.size() != input.rank() || new HashSet<>(permutation).size() != input.rank()) {
                throw new ShapeException("order " + permutation + " is not one of " + input.rank() + " dimensions");
            }
            return List.of(new TensorType(
                    input.dtype(),
                    new Shape(permutation.stream().map(axis -> input.size(axis)).toList())));
        }
    }

    /** Adds a dimension of size 1 before that axis of the result. */
    record ExpandDims(int axis) implements ArrayOp {
        @Override
        public List<TensorType> infer(List<Tensor> inputs) {
            List<Long> sizes = new ArrayList<>(inputs.getFirst().shape().sizes());
            sizes.add(axis, 1L);
            return List.of(new TensorType(inputs.getFirst().dtype(), new Shape(sizes)));
        }
    }

    /** Takes a dimension of size 1 away. */
    record Squeeze(int axis) implements ArrayOp {
        @Override
        public List<TensorType> infer(List<Tensor> inputs) {
            List<Long> sizes = new ArrayList<>(inputs.getFirst().shape().sizes());
            long size = sizes.remove(axis);
            if (size != 1 && size != Shape.ANY) {
                throw new ShapeException("dimension " + axis + " of size " + size + " is not 1");
            }
            return List.of(new TensorType(inputs.getFirst().dtype(), new Shape(sizes)));
        }
    }

    /** Tensors one after the other along an axis. */
    record Concatenate(int axis) implements ArrayOp {
        @Override
        public List<TensorType> infer(List<Tensor> inputs) {
            Shape shape = inputs.getFirst().shape();
            for (Tensor each : inputs.subList(1, inputs.size())) {
                shape = join(shape, each.shape());
            }
            return List.of(new TensorType(inputs.getFirst().dtype(), shape));
        }

        private Shape join(Shape a, Shape b) {
            if (a.rank() != b.rank()) {
                throw new ShapeException("joins shapes " + a + " and " + b);
            }
            Shape joined = a;
            for (int i = 0; i < a.rank(); i++) {
                long left = a.size(i);
                long right = b.size(i);
                boolean any = left == Shape.ANY || right == Shape.ANY;
                if (i == axis) {
                    joined = joined.with(i, any ? Shape.ANY : left + right);
                } else if (!any && left != right) {
                    throw new ShapeException("joins shapes " + a + " and " + b + " along dimension " + axis);
                } else {
                    joined = joined.with(i, Math.max(left, right));
                }
            }
            return joined;
        }
    }

    /** Cut along an axis into pieces of these sizes. */
    record Split(int axis, List<Long> sizes) implements ArrayOp {
        public Split {
            sizes = List.copyOf(sizes);
        }

        @Override
        public List<TensorType> infer(List<Tensor> inputs) {
            Tensor input = inputs.getFirst();
            long total = sizes.stream().mapToLong(Long::longValue).sum();
            if (input.size(axis) != Shape.ANY && input.size(axis) != total) {
                throw new ShapeException("cuts dimension " + axis + " of " + input.shape() + " into " + sizes);
            }
            return sizes.stream()
                    .map(size -> new TensorType(input.dtype(), input.shape().with(axis, size)))
                    .toList();
        }
    }

    /**
     * Every step-th element of each dimension from a begin to before an end, by Python's rules: negative counts from
     * the end, {@link Long#MAX_VALUE} (or {@link Long#MIN_VALUE} with a negative step) is as far as there is.
     */
    record Slice(List<Long> begin, List<Long> end, List<Long> step) implements ArrayOp {
        public Slice {
            begin = List.copyOf(begin);
            end = List.copyOf(end);
            step = List.copyOf(step);
        }

        @Override
        public List<TensorType> infer(List<Tensor> inputs) {
            Tensor input = inputs.getFirst();
            List<Long> sizes = new ArrayList<>();
            for (int i = 0; i < input.rank(); i++) {
                sizes.add(size(input.size(i), begin.get(i), end.get(i), step.get(i)));
            }
            return List.of(new TensorType(input.dtype(), new Shape(sizes)));
        }

        private static long size(long size, long begin, long end, long step) {
            if (step == 0) {
                throw new ShapeException("slices with a step of 0");
            }
            if (size == Shape.ANY) {
                return Shape.ANY;
            }
            long low = step > 0 ? 0 : -1;
            long high = step > 0 ? size : size - 1;
            long from = Math.clamp(begin < 0 && begin != Long.MIN_VALUE ? begin + size : begin, low, high);
            long to = Math.clamp(end < 0 && end != Long.MIN_VALUE ? end + size : end, low, high);
            long length = step > 0 ? to - from : from - to;
            return length <= 0 ? 0 : (length + Math.abs(step) - 1) / Math.abs(step);
        }
    }

    /** Elements of the first tensor along an axis, by the indices that the second holds. */
    record Take(int axis) implements ArrayOp {
        @Override
        public List<TensorType> infer(List<Tensor> inputs) {
            Shape from = inputs.getFirst().shape();
            Shape shape = from.sub(0, axis).concat(inputs.getLast().shape()).concat(from.sub(axis + 1, from.rank()));
            return List.of(new TensorType(inputs.getFirst().dtype(), shape));
        }
    }

    /** How what is added around a tensor is made. */
    enum PadMode {
        /** The same number everywhere. */
        CONSTANT,
        /** Mirrored, without the border itself. */
        REFLECT,
        /** Mirrored, with the border itself. */
        SYMMETRIC
    }

    /** Adds elements before and after each dimension. */
    record Pad(PadMode mode, double value, List<Long> before, List<Long> after) implements ArrayOp {
        public Pad {
            before = List.copyOf(before);
            after = List.copyOf(after);
        }

        @Override
        public List<TensorType> infer(List<Tensor> inputs) {
            Tensor input = inputs.getFirst();
            Shape shape = input.shape();
            for (int i = 0; i < input.rank(); i++) {
                if (shape.size(i) != Shape.ANY) {
                    shape = shape.with(i, shape.size(i) + before.get(i) + after.get(i));
                }
            }
            return List.of(new TensorType(input.dtype(), shape));
        }
    }

    /** Repeats the whole tensor along each dimension. */
    record Tile(List<Long> times) implements ArrayOp {
        public Tile {
            times = List.copyOf(times);
        }

        @Override
        public List<TensorType> infer(List<Tensor> inputs) {
            Tensor input = inputs.getFirst();
            Shape shape = input.shape();
            for (int i = 0; i < input.rank(); i++) {
                if (shape.size(i) != Shape.ANY) {
                    shape = shape.with(i, Math.multiplyExact(shape.size(i), times.get(i)));
                }
            }
            return List.of(new TensorType(input.dtype(), shape));
        }
    }

    /** Repeats sizes of one until the tensor has a shape that may take sizes from the second input. */
    record BroadcastTo(List<Dim> dims) implements ArrayOp {
        public BroadcastTo {
            dims = List.copyOf(dims);
        }

        @Override
        public List<TensorType> infer(List<Tensor> inputs) {
            Shape to = resolve(dims, inputs.getLast().shape());
            Broadcasting.of(inputs.getFirst().shape(), to);
            return List.of(new TensorType(inputs.getFirst().dtype(), to));
        }
    }

    /** The other way round along these axes. */
    record Flip(List<Integer> axes) implements ArrayOp {
        public Flip {
            axes = List.copyOf(axes);
        }

        @Override
        public List<TensorType> infer(List<Tensor> inputs) {
            return List.of(inputs.getFirst().type());
        }
    }

    /** Whole numbers to vectors that are 1 at the number's place; a new last dimension of that depth. */
    record OneHot(int depth, DType dtype) implements ArrayOp {
        @Override
        public List<TensorType> infer(List<Tensor> inputs) {
            return List.of(new TensorType(dtype, inputs.getFirst().shape().concat(Shape.of(depth))));
        }
    }

    /** 0, 1, 2 and so on, as many as a dimension of the input has. */
    record Range(int axis, DType dtype) implements ArrayOp {
        @Override
        public List<TensorType> infer(List<Tensor> inputs) {
            return List.of(new TensorType(dtype, Shape.of(inputs.getFirst().size(axis))));
        }
    }

    private static Shape resolve(List<Dim> dims, Shape from) {
        List<Long> sizes = new ArrayList<>();
        for (Dim dim : dims) {
            sizes.add(
                    switch (dim) {
                        case Dim.Fixed(long size) -> size;
                        case Dim.SameAs(int axis) -> from.size(axis);
                        case Dim.Rest _ -> Shape.ANY;
                    });
        }
        if (Collections.frequency(dims, Dim.REST) > 1) {
            throw new ShapeException("more than one size of " + dims + " is left open");
        }
        return new Shape(sizes);
    }
}
