package dev.kerasguard.keras.tensorflow;

import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.ElementwiseOp;
import dev.kerasguard.keras.graph.ElementwiseOp.Binary;
import dev.kerasguard.keras.graph.ElementwiseOp.BinaryKind;
import dev.kerasguard.keras.graph.ElementwiseOp.Cast;
import dev.kerasguard.keras.graph.ElementwiseOp.LeakyRelu;
import dev.kerasguard.keras.graph.ElementwiseOp.Unary;
import dev.kerasguard.keras.graph.ElementwiseOp.UnaryKind;
import dev.kerasguard.keras.graph.ElementwiseOp.Where;
import dev.kerasguard.keras.graph.Node;
import dev.kerasguard.keras.graph.Tensor;
import org.tensorflow.Output;

/** Operations on each element by itself. */
final class ElementwiseEmitter {

    private ElementwiseEmitter() {}

    static Output<?> emit(Emission to, Node node, ElementwiseOp op) {
        Tensor first = node.inputs().getFirst();
        Output<?> x = to.of(first);
        return switch (op) {
            case Unary(UnaryKind kind)
            when kind == UnaryKind.LOGICAL_NOT ->
                to.build(to.builder("LogicalNot").addInput(x));
            case Unary(UnaryKind kind) -> to.op(name(kind), first.dtype(), x);
            case Binary(BinaryKind kind)
            when kind == BinaryKind.LOGICAL_AND || kind == BinaryKind.LOGICAL_OR ->
                to.build(to.builder(name(kind))
                        .addInput(x)
                        .addInput(to.of(node.inputs().getLast())));
            case Binary(BinaryKind kind) ->
                to.op(name(kind), first.dtype(), x, to.of(node.inputs().getLast()));
            case Where() -> {
                DType dtype = node.inputs().getLast().dtype();
                yield to.op(
                        "SelectV2",
                        dtype,
                        x,
                        to.of(node.inputs().get(1)),
                        to.of(node.inputs().get(2)));
            }
            case Cast(DType dtype) ->
                to.build(to.builder("Cast")
                        .addInput(x)
                        .setAttr("SrcT", DataTypes.of(first.dtype()))
                        .setAttr("DstT", DataTypes.of(dtype)));
            case LeakyRelu(double slope) ->
                to.build(to.typed("LeakyRelu", first.dtype(), x).setAttr("alpha", (float) slope));
        };
    }

    private static String name(UnaryKind kind) {
        return switch (kind) {
            case NEGATIVE -> "Neg";
            case ABSOLUTE -> "Abs";
            case EXP -> "Exp";
            case EXPM1 -> "Expm1";
            case LOG -> "Log";
            case LOG1P -> "Log1p";
            case SQRT -> "Sqrt";
            case RSQRT -> "Rsqrt";
            case SQUARE -> "Square";
            case RECIPROCAL -> "Reciprocal";
            case SIGN -> "Sign";
            case FLOOR -> "Floor";
            case CEIL -> "Ceil";
            case ROUND -> "Round";
            case SIN -> "Sin";
            case COS -> "Cos";
            case TAN -> "Tan";
            case ARCSIN -> "Asin";
            case ARCCOS -> "Acos";
            case ARCTAN -> "Atan";
            case SINH -> "Sinh";
            case COSH -> "Cosh";
            case TANH -> "Tanh";
            case ARCSINH -> "Asinh";
            case ARCCOSH -> "Acosh";
            case ARCTANH -> "Atanh";
            case ERF -> "Erf";
            case ERFINV -> "Erfinv";
            case ERFC -> "Erfc";
            case BESSEL_I0 -> "BesselI0";
            case BITWISE_NOT -> "Invert";
            case SIGMOID -> "Sigmoid";
            case RELU -> "Relu";
            case RELU6 -> "Relu6";
            case ELU -> "Elu";
            case SELU -> "Selu";
            case SOFTPLUS -> "Softplus";
            case SOFTSIGN -> "Softsign";
            case LOGICAL_NOT -> "LogicalNot";
            case ISNAN -> "IsNan";
            case ISINF -> "IsInf";
            case ISFINITE -> "IsFinite";
        };
    }

    private static String name(BinaryKind kind) {
        return switch (kind) {
            case ADD -> "AddV2";
            case SUBTRACT -> "Sub";
            case MULTIPLY -> "Mul";
            case DIVIDE -> "RealDiv";
            case FLOOR_DIVIDE -> "FloorDiv";
            case MOD -> "FloorMod";
            case POWER -> "Pow";
            case MAXIMUM -> "Maximum";
            case MINIMUM -> "Minimum";
            case SQUARED_DIFFERENCE -> "SquaredDifference";
            case ARCTAN2 -> "Atan2";
            case DIVIDE_NO_NAN -> "DivNoNan";
            case NEXT_AFTER -> "NextAfter";
            case BITWISE_AND -> "BitwiseAnd";
            case BITWISE_OR -> "BitwiseOr";
            case BITWISE_XOR -> "BitwiseXor";
            case LEFT_SHIFT -> "LeftShift";
            case RIGHT_SHIFT -> "RightShift";
            case LOGICAL_AND -> "LogicalAnd";
            case LOGICAL_OR -> "LogicalOr";
            case EQUAL -> "Equal";
            case NOT_EQUAL -> "NotEqual";
            case LESS -> "Less";
            case LESS_EQUAL -> "LessEqual";
            case GREATER -> "Greater";
            case GREATER_EQUAL -> "GreaterEqual";
        };
    }
}
