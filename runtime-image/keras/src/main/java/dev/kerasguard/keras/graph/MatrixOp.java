package dev.kerasguard.keras.graph;

import java.util.List;

/** Linear algebra on matrices in the last two dimensions, and Fourier's transforms along the last. */
public sealed interface MatrixOp extends Op {

    /** A cube of the matrices' size stands for all of them. */
    @Override
    default long flops(List<Tensor> inputs, List<TensorType> outputs) {
        Shape shape = inputs.getFirst().shape();
        long elements = shape.elements();
        long side = Math.max(shape.rank() > 0 ? shape.size(-1) : 1, 1);
        return Saturated.times(elements, side);
    }

    /** Functions of one square matrix. */
    enum Kind {
        INVERSE,
        CHOLESKY,
        DETERMINANT
    }

    /** A function of square matrices. */
    record Square(Kind kind) implements MatrixOp {
        @Override
        public List<TensorType> infer(List<Tensor> inputs) {
            Tensor input = square(inputs.getFirst());
            Shape shape = kind == Kind.DETERMINANT ? input.shape().sub(0, input.rank() - 2) : input.shape();
            return List.of(new TensorType(input.dtype(), shape));
        }
    }

    /** The sign of the determinant and the logarithm of its size. */
    record LogDeterminant() implements MatrixOp {
        @Override
        public List<TensorType> infer(List<Tensor> inputs) {
            Tensor input = square(inputs.getFirst());
            TensorType type = new TensorType(input.dtype(), input.shape().sub(0, input.rank() - 2));
            return List.of(type, type);
        }
    }

    /** An orthogonal and a triangular matrix. */
    record Qr(boolean full) implements MatrixOp {
        @Override
        public List<TensorType> infer(List<Tensor> inputs) {
            Tensor input = matrix(inputs.getFirst());
            long rows = input.size(-2);
            long columns = input.size(-1);
            long inner = full ? rows : least(rows, columns);
            return List.of(sized(input, rows, inner), sized(input, inner, columns));
        }
    }

    /** Singular values, left and right singular vectors. */
    record Svd(boolean full) implements MatrixOp {
        @Override
        public List<TensorType> infer(List<Tensor> inputs) {
            Tensor input = matrix(inputs.getFirst());
            long rows = input.size(-2);
            long columns = input.size(-1);
            long inner = least(rows, columns);
            Shape values = input.shape().sub(0, input.rank() - 2).concat(Shape.of(inner));
            return List.of(
                    new TensorType(input.dtype(), values),
                    sized(input, rows, full ? rows : inner),
                    sized(input, columns, full ? columns : inner));
        }
    }

    /** Eigenvalues, from the smallest, and eigenvectors of symmetric matrices. */
    record Eigen() implements MatrixOp {
        @Override
        public List<TensorType> infer(List<Tensor> inputs) {
            Tensor input = square(inputs.getFirst());
            return List.of(new TensorType(input.dtype(), input.shape().sub(0, input.rank() - 1)), input.type());
        }
    }

    /** What is known of a matrix that is solved for. */
    enum Form {
        ANY,
        LOWER,
        UPPER
    }

    /** The x of a x = b. */
    record Solve(Form form) implements MatrixOp {
        @Override
        public List<TensorType> infer(List<Tensor> inputs) {
            Tensor a = square(inputs.getFirst());
            Tensor b = matrix(inputs.getLast());
            if (a.rank() != b.rank()
                    || a.dtype() != b.dtype()
                    || (a.size(-1) != b.size(-2) && a.size(-1) != Shape.ANY && b.size(-2) != Shape.ANY)) {
                throw new ShapeException("solves " + a.type() + " for " + b.type());
            }
            return List.of(b.type());
        }
    }

    /** The real and the imaginary part of a real signal's spectrum along the last dimension. */
    record RealFourier(long length) implements MatrixOp {
        @Override
        public List<TensorType> infer(List<Tensor> inputs) {
            Tensor input = real(inputs.getFirst());
            TensorType type = new TensorType(input.dtype(), input.shape().with(-1, length / 2 + 1));
            return List.of(type, type);
        }
    }

    /** A real signal of the real and imaginary part of its spectrum. */
    record InverseRealFourier(long length) implements MatrixOp {
        @Override
        public List<TensorType> infer(List<Tensor> inputs) {
            Tensor input = real(inputs.getFirst());
            return List.of(new TensorType(input.dtype(), input.shape().with(-1, length)));
        }
    }

    /** The spectrum of a complex signal, given and returned as real and imaginary part, along 1 or 2 dimensions. */
    record Fourier(int dimensions) implements MatrixOp {
        @Override
        public List<TensorType> infer(List<Tensor> inputs) {
            Tensor input = real(inputs.getFirst());
            if (input.rank() < dimensions
                    || !input.type().equals(inputs.getLast().type())) {
                throw new ShapeException("transforms " + input.type() + " and "
                        + inputs.getLast().type());
            }
            return List.of(input.type(), input.type());
        }
    }

    private static TensorType sized(Tensor input, long rows, long columns) {
        return new TensorType(input.dtype(), input.shape().with(-2, rows).with(-1, columns));
    }

    private static long least(long a, long b) {
        return a == Shape.ANY || b == Shape.ANY ? Shape.ANY : Math.min(a, b);
    }

    private static Tensor real(Tensor input) {
        if (input.rank() < 1 || (input.dtype() != DType.FLOAT32 && input.dtype() != DType.FLOAT64)) {
            throw new ShapeException("transforms " + input.type());
        }
        return input;
    }

    private static Tensor matrix(Tensor input) {
        if (input.rank() < 2 || !input.dtype().isFloating()) {
            throw new ShapeException("takes matrices and finds " + input.type());
        }
        return input;
    }

    private static Tensor square(Tensor input) {
        matrix(input);
        if (input.size(-1) != input.size(-2) && input.size(-1) != Shape.ANY && input.size(-2) != Shape.ANY) {
            throw new ShapeException("takes square matrices and finds " + input.shape());
        }
        return input;
    }
}
