package dev.kerasguard.keras.graph;

import java.util.ArrayList;
import java.util.List;

/** Operations by which elements are found, ordered, counted, scattered and cut by other elements. */
public sealed interface IndexOp extends Op {

    /** Elements of the first tensor by the indices of the second, where dimensions before an axis go together. */
    record TakeBatched(int axis) implements IndexOp {
        @Override
        public List<TensorType> infer(List<Tensor> inputs) {
            Shape from = inputs.getFirst().shape();
            Shape indices = inputs.getLast().shape();
            if (indices.rank() < axis || from.rank() <= axis) {
                throw new ShapeException("takes " + indices + " of " + from + " along axis " + axis);
            }
            Shape batch = Broadcasting.of(from.sub(0, axis), indices.sub(0, axis));
            Shape rest = indices.sub(axis, indices.rank()).concat(from.sub(axis + 1, from.rank()));
            return List.of(new TensorType(inputs.getFirst().dtype(), batch.concat(rest)));
        }
    }

    /**
     * The largest along the last dimension, in order, and their indices of 32 bits; of equal ones the first comes
     * first.
     *
     * @param k how many; {@link Shape#ANY} for all
     */
    record TopK(long k) implements IndexOp {
        @Override
        public List<TensorType> infer(List<Tensor> inputs) {
            Tensor input = inputs.getFirst();
            if (input.rank() == 0 || (k > input.size(-1) && input.size(-1) != Shape.ANY)) {
                throw new ShapeException("takes the largest " + k + " of " + input.shape());
            }
            Shape shape = k == Shape.ANY ? input.shape() : input.shape().with(-1, k);
            return List.of(new TensorType(input.dtype(), shape), new TensorType(DType.INT32, shape));
        }

        @Override
        public long flops(List<Tensor> inputs, List<TensorType> outputs) {
            long size = inputs.getFirst().shape().elements();
            return Saturated.times(size, 64 - Long.numberOfLeadingZeros(size));
        }
    }

    /** Where the second tensor's numbers belong among the first's, which are a row in order; 32 bits. */
    record SearchSorted(boolean right) implements IndexOp {
        @Override
        public List<TensorType> infer(List<Tensor> inputs) {
            Tensor row = inputs.getFirst();
            Tensor values = inputs.getLast();
            if (row.rank() != 1 || row.dtype() != values.dtype()) {
                throw new ShapeException("searches " + values.type() + " in " + row.type());
            }
            return List.of(new TensorType(DType.INT32, values.shape()));
        }
    }

    /** How many of the boundaries are not above each number; 32 bits. */
    record Bucketize(List<Float> boundaries) implements IndexOp {
        public Bucketize {
            boundaries = List.copyOf(boundaries);
        }

        @Override
        public List<TensorType> infer(List<Tensor> inputs) {
            return List.of(new TensorType(DType.INT32, inputs.getFirst().shape()));
        }
    }

    /** What many elements become. */
    enum SegmentKind {
        SUM,
        MAX,
        MIN,
        PROD
    }

    /**
     * Elements of the first tensor along its first dimension, brought together by the numbers of the second.
     *
     * @param sorted whether those numbers are in order
     * @param segments how many results; {@link Shape#ANY} for as many as the numbers say
     */
    record Segment(SegmentKind kind, boolean sorted, long segments) implements IndexOp {
        @Override
        public List<TensorType> infer(List<Tensor> inputs) {
            Tensor data = inputs.getFirst();
            Tensor ids = inputs.getLast();
            if (data.rank() < 1 || ids.rank() != 1 || !ids.dtype().isInteger()) {
                throw new ShapeException("brings " + data.type() + " together by " + ids.type());
            }
            return List.of(new TensorType(data.dtype(), data.shape().with(0, segments)));
        }
    }

    /**
     * How often each number occurs in each row.
     *
     * @param depth numbers from here on are not counted
     * @param binary whether only 0 and 1 are said
     * @param dtype of the counts; of the weights when there are some as a second tensor
     */
    record Bincount(long depth, boolean binary, DType dtype) implements IndexOp {
        @Override
        public List<TensorType> infer(List<Tensor> inputs) {
            Tensor input = inputs.getFirst();
            if (input.rank() < 1 || input.rank() > 2) {
                throw new ShapeException("counts in " + input.shape() + ", which is neither a row nor rows");
            }
            return List.of(new TensorType(dtype, input.shape().with(-1, depth)));
        }
    }

    /** Values (second) at places (first) of zeros, equal places summed up. */
    record Scatter(Shape shape) implements IndexOp {
        @Override
        public List<TensorType> infer(List<Tensor> inputs) {
            place(inputs.getFirst(), inputs.getLast(), shape);
            return List.of(new TensorType(inputs.getLast().dtype(), shape));
        }
    }

    /** What happens where something is already. */
    enum ScatterKind {
        UPDATE,
        ADD,
        MAX,
        MIN
    }

    /** The first tensor with the third's values at the second's places. */
    record ScatterInto(ScatterKind kind) implements IndexOp {
        @Override
        public List<TensorType> infer(List<Tensor> inputs) {
            Tensor into = inputs.getFirst();
            place(inputs.get(1), inputs.get(2), into.shape());
            if (into.dtype() != inputs.get(2).dtype()) {
                throw new ShapeException("puts " + inputs.get(2).type() + " into " + into.type());
            }
            return List.of(into.type());
        }
    }

    /** A piece of that size of the first tensor, from where the second says; a size of -1 is all that is left. */
    record Piece(List<Long> sizes) implements IndexOp {
        public Piece {
            sizes = List.copyOf(sizes);
        }

        @Override
        public List<TensorType> infer(List<Tensor> inputs) {
            Tensor input = inputs.getFirst();
            Tensor start = inputs.getLast();
            boolean fits = sizes.size() == input.rank()
                    && start.rank() == 1
                    && (start.size(0) == Shape.ANY || start.size(0) == input.rank());
            for (int i = 0; fits && i < sizes.size(); i++) {
                fits = input.size(i) == Shape.ANY || sizes.get(i) <= input.size(i);
            }
            if (!fits) {
                throw new ShapeException("cuts " + sizes + " out of " + input.shape());
            }
            return List.of(new TensorType(input.dtype(), new Shape(sizes)));
        }
    }

    /** Elements moved along axes; what leaves at an end comes in at the other. */
    record Roll(List<Integer> axes, List<Long> shifts) implements IndexOp {
        public Roll {
            axes = List.copyOf(axes);
            shifts = List.copyOf(shifts);
        }

        @Override
        public List<TensorType> infer(List<Tensor> inputs) {
            return List.of(inputs.getFirst().type());
        }
    }

    /** Matrices that are zero but for a diagonal above (or below) the main one, which is the last dimension. */
    record Diagonal(int offset) implements IndexOp {
        @Override
        public List<TensorType> infer(List<Tensor> inputs) {
            Tensor input = inputs.getFirst();
            long size = input.size(-1);
            long side = size == Shape.ANY ? size : size + Math.abs(offset);
            return List.of(
                    new TensorType(input.dtype(), input.shape().with(-1, side).concat(Shape.of(side))));
        }
    }

    /** A diagonal of matrices, above (or below) the main one. */
    record DiagonalPart(int offset) implements IndexOp {
        @Override
        public List<TensorType> infer(List<Tensor> inputs) {
            Tensor input = matrices(inputs);
            long rows = input.size(-2);
            long columns = input.size(-1);
            boolean known = rows != Shape.ANY && columns != Shape.ANY;
            long size = Math.min(rows + Math.min(offset, 0), columns - Math.max(offset, 0));
            if (known && size <= 0) {
                throw new ShapeException("diagonal " + offset + " is outside of " + input.shape());
            }
            Shape shape = input.shape().sub(0, input.rank() - 2).concat(Shape.of(known ? size : Shape.ANY));
            return List.of(new TensorType(input.dtype(), shape));
        }
    }

    /** Matrices with zeros but for so many diagonals below and above the main one; negative for all. */
    record Band(long lower, long upper) implements IndexOp {
        @Override
        public List<TensorType> infer(List<Tensor> inputs) {
            return List.of(matrices(inputs).type());
        }
    }

    /** How many elements there are; 32 bits. */
    record Size() implements IndexOp {
        @Override
        public List<TensorType> infer(List<Tensor> inputs) {
            return List.of(new TensorType(DType.INT32, Shape.SCALAR));
        }
    }

    /** Channels to squares of pixels, or back. */
    record Blocks(int block, boolean toSpace) implements IndexOp {
        @Override
        public List<TensorType> infer(List<Tensor> inputs) {
            Tensor input = inputs.getFirst();
            if (input.rank() != 4) {
                throw new ShapeException("takes 4 dimensions and finds " + input.shape());
            }
            List<Long> sizes = new ArrayList<>(input.shape().sizes());
            for (int i = 1; i < 4; i++) {
                long factor = i == 3 ? (long) block * block : block;
                boolean grows = toSpace == (i < 3);
                if (sizes.get(i) != Shape.ANY) {
                    if (!grows && sizes.get(i) % factor != 0) {
                        throw new ShapeException(input.shape() + " is not made of blocks of " + block);
                    }
                    sizes.set(i, grows ? Math.multiplyExact(sizes.get(i), factor) : sizes.get(i) / factor);
                }
            }
            return List.of(new TensorType(input.dtype(), new Shape(sizes)));
        }
    }

    private static Tensor matrices(List<Tensor> inputs) {
        Tensor input = inputs.getFirst();
        if (input.rank() < 2) {
            throw new ShapeException("takes matrices and finds " + input.shape());
        }
        return input;
    }

    private static void place(Tensor indices, Tensor values, Shape shape) {
        if (indices.rank() < 1 || !indices.dtype().isInteger()) {
            throw new ShapeException("scatters by " + indices.type());
        }
        long depth = indices.size(-1);
        if (depth < 0 || depth > shape.rank()) {
            throw new ShapeException("scatters by " + indices.shape() + " into " + shape);
        }
        Shape expected = indices.shape().sub(0, indices.rank() - 1).concat(shape.sub((int) depth, shape.rank()));
        boolean fits = expected.rank() == values.rank();
        for (int i = 0; fits && i < expected.rank(); i++) {
            fits = expected.size(i) == values.size(i) || expected.size(i) == Shape.ANY || values.size(i) == Shape.ANY;
        }
        if (!fits) {
            throw new ShapeException("scatters values of " + values.shape() + " where " + expected + " are needed");
        }
    }
}
