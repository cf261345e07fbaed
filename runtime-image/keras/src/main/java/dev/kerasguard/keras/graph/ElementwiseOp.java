package dev.kerasguard.keras.graph;

import java.util.List;

/** Operations on each element by itself. */
public sealed interface ElementwiseOp extends Op {

    /** Functions of one number. */
    enum UnaryKind {
        NEGATIVE,
        ABSOLUTE,
        EXP,
        EXPM1,
        LOG,
        LOG1P,
        SQRT,
        RSQRT,
        SQUARE,
        RECIPROCAL,
        SIGN,
        FLOOR,
        CEIL,
        /** To the nearest whole number, halves to the even one. */
        ROUND,
        SIN,
        COS,
        TAN,
        ARCSIN,
        ARCCOS,
        ARCTAN,
        SINH,
        COSH,
        TANH,
        ARCSINH,
        ARCCOSH,
        ARCTANH,
        ERF,
        ERFINV,
        ERFC,
        /** Bessel's function of the first kind, modified, of order 0. */
        BESSEL_I0,
        BITWISE_NOT,
        SIGMOID,
        RELU,
        RELU6,
        ELU,
        SELU,
        SOFTPLUS,
        SOFTSIGN,
        LOGICAL_NOT,
        ISNAN,
        ISINF,
        ISFINITE;

        boolean tests() {
            return this == ISNAN || this == ISINF || this == ISFINITE;
        }
    }

    /** Functions of two numbers. */
    enum BinaryKind {
        ADD,
        SUBTRACT,
        MULTIPLY,
        DIVIDE,
        FLOOR_DIVIDE,
        /** The remainder with the divisor's sign. */
        MOD,
        POWER,
        MAXIMUM,
        MINIMUM,
        SQUARED_DIFFERENCE,
        ARCTAN2,
        /** The quotient, and 0 where the divisor is 0. */
        DIVIDE_NO_NAN,
        /** The number next to the first, on the way to the second. */
        NEXT_AFTER,
        BITWISE_AND,
        BITWISE_OR,
        BITWISE_XOR,
        LEFT_SHIFT,
        RIGHT_SHIFT,
        LOGICAL_AND,
        LOGICAL_OR,
        EQUAL,
        NOT_EQUAL,
        LESS,
        LESS_EQUAL,
        GREATER,
        GREATER_EQUAL;

        boolean compares() {
            return switch (this) {
                case EQUAL, NOT_EQUAL, LESS, LESS_EQUAL, GREATER, GREATER_EQUAL -> true;
                default -> false;
            };
        }
    }

    /** A function of one tensor. */
    record Unary(UnaryKind kind) implements ElementwiseOp {
        @Override
        public List<TensorType> infer(List<Tensor> inputs) {
            TensorType type = inputs.getFirst().type();
            return List.of(kind.tests() ? new TensorType(DType.BOOL, type.shape()) : type);
        }
    }

    /** A function of two tensors of one element type; sizes of one are repeated. */
    record Binary(BinaryKind kind) implements ElementwiseOp {
        @Override
        public List<TensorType> infer(List<Tensor> inputs) {
            Tensor left = inputs.getFirst();
            Tensor right = inputs.getLast();
            if (left.dtype() != right.dtype()) {
                throw new ShapeException("combines " + left.dtype().keras() + " with "
                        + right.dtype().keras());
            }
            Shape shape = Broadcasting.of(left.shape(), right.shape());
            return List.of(new TensorType(kind.compares() ? DType.BOOL : left.dtype(), shape));
        }
    }

    /** The second tensor where the first is true, else the third. */
    record Where() implements ElementwiseOp {
        @Override
        public List<TensorType> infer(List<Tensor> inputs) {
            Tensor yes = inputs.get(1);
            Tensor no = inputs.get(2);
            if (inputs.getFirst().dtype() != DType.BOOL || yes.dtype() != no.dtype()) {
                throw new ShapeException("chooses by what is not a truth value, or between element types");
            }
            Shape shape = Broadcasting.of(inputs.getFirst().shape(), Broadcasting.of(yes.shape(), no.shape()));
            return List.of(new TensorType(yes.dtype(), shape));
        }
    }

    /** Another element type; truth values become 0 and 1. */
    record Cast(DType dtype) implements ElementwiseOp {
        @Override
        public List<TensorType> infer(List<Tensor> inputs) {
            return List.of(new TensorType(dtype, inputs.getFirst().shape()));
        }
    }

    /** The number where it is positive, else that many times the number. */
    record LeakyRelu(double negativeSlope) implements ElementwiseOp {
        @Override
        public List<TensorType> infer(List<Tensor> inputs) {
            return List.of(inputs.getFirst().type());
        }
    }
}
