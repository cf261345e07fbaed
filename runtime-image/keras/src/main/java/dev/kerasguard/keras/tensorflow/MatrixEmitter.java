package dev.kerasguard.keras.tensorflow;

import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.MatrixOp;
import dev.kerasguard.keras.graph.MatrixOp.Eigen;
import dev.kerasguard.keras.graph.MatrixOp.Form;
import dev.kerasguard.keras.graph.MatrixOp.Fourier;
import dev.kerasguard.keras.graph.MatrixOp.InverseRealFourier;
import dev.kerasguard.keras.graph.MatrixOp.Kind;
import dev.kerasguard.keras.graph.MatrixOp.LogDeterminant;
import dev.kerasguard.keras.graph.MatrixOp.Qr;
import dev.kerasguard.keras.graph.MatrixOp.RealFourier;
import dev.kerasguard.keras.graph.MatrixOp.Solve;
import dev.kerasguard.keras.graph.MatrixOp.Square;
import dev.kerasguard.keras.graph.MatrixOp.Svd;
import dev.kerasguard.keras.graph.Node;
import dev.kerasguard.keras.graph.Tensor;
import java.util.List;
import java.util.stream.IntStream;
import org.tensorflow.Operation;
import org.tensorflow.OperationBuilder;
import org.tensorflow.Output;
import org.tensorflow.proto.DataType;

/** Linear algebra and Fourier's transforms. */
final class MatrixEmitter {

    private MatrixEmitter() {}

    static List<Output<?>> emit(Emission to, Node node, MatrixOp op) {
        Tensor first = node.inputs().getFirst();
        Tensor last = node.inputs().getLast();
        DType dtype = first.dtype();
        Output<?> x = to.of(first);
        return switch (op) {
            case Square(Kind kind) ->
                List.of(to.op(
                        switch (kind) {
                            case INVERSE -> "MatrixInverse";
                            case CHOLESKY -> "Cholesky";
                            case DETERMINANT -> "MatrixDeterminant";
                        },
                        dtype,
                        x));
            case LogDeterminant() -> all(to, to.typed("LogMatrixDeterminant", dtype, x), 2);
            case Qr(boolean full) -> all(to, to.typed("Qr", dtype, x).setAttr("full_matrices", full), 2);
            case Svd(boolean full) ->
                all(to, to.typed("Svd", dtype, x).setAttr("compute_uv", true).setAttr("full_matrices", full), 3);
            case Eigen() -> all(to, to.typed("SelfAdjointEigV2", dtype, x).setAttr("compute_v", true), 2);
            case Solve(Form form) ->
                List.of(
                        form == Form.ANY
                                ? to.op("MatrixSolve", dtype, x, to.of(last))
                                : to.build(to.typed("MatrixTriangularSolve", dtype, x, to.of(last))
                                        .setAttr("lower", form == Form.LOWER)));
            case RealFourier(long length) ->
                parts(
                        to,
                        dtype,
                        to.build(to.builder("RFFT")
                                .addInput(x)
                                .addInput(to.ints(length))
                                .setAttr("Treal", DataTypes.of(dtype))
                                .setAttr("Tcomplex", complex(dtype))));
            case InverseRealFourier(long length) ->
                List.of(to.build(to.builder("IRFFT")
                        .addInput(joined(to, dtype, x, to.of(last)))
                        .addInput(to.ints(length))
                        .setAttr("Treal", DataTypes.of(dtype))
                        .setAttr("Tcomplex", complex(dtype))));
            case Fourier(int dimensions) ->
                parts(
                        to,
                        dtype,
                        to.build(to.builder(dimensions == 1 ? "FFT" : "FFT2D")
                                .addInput(joined(to, dtype, x, to.of(last)))
                                .setAttr("Tcomplex", complex(dtype))));
        };
    }

    private static List<Output<?>> all(Emission to, OperationBuilder builder, int count) {
        Operation operation = to.operation(builder);
        return IntStream.range(0, count).<Output<?>>mapToObj(operation::output).toList();
    }

    private static Output<?> joined(Emission to, DType dtype, Output<?> real, Output<?> imaginary) {
        return to.build(to.typed("Complex", dtype, real, imaginary).setAttr("Tout", complex(dtype)));
    }

    private static List<Output<?>> parts(Emission to, DType dtype, Output<?> complex) {
        return List.of(part(to, "Real", dtype, complex), part(to, "Imag", dtype, complex));
    }

    private static Output<?> part(Emission to, String type, DType dtype, Output<?> complex) {
        return to.build(
                to.builder(type).addInput(complex).setAttr("T", complex(dtype)).setAttr("Tout", DataTypes.of(dtype)));
    }

    private static DataType complex(DType dtype) {
        return dtype == DType.FLOAT64 ? DataType.DT_COMPLEX128 : DataType.DT_COMPLEX64;
    }
}
