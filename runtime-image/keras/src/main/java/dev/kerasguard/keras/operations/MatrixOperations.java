package dev.kerasguard.keras.operations;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.ElementwiseOp.UnaryKind;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.IndexOp;
import dev.kerasguard.keras.graph.MatrixOp;
import dev.kerasguard.keras.graph.Node;
import dev.kerasguard.keras.graph.Op;
import dev.kerasguard.keras.graph.ReduceOp;
import dev.kerasguard.keras.graph.Shape;
import dev.kerasguard.keras.graph.ShapeException;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.LayerReader;
import dev.kerasguard.keras.layers.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Linear algebra and Fourier's transforms. */
final class MatrixOperations {

    static final Map<String, LayerReader> ALL = Map.ofEntries(
            Map.entry(
                    "Cholesky",
                    Operation.with(
                            settings -> {
                                boolean upper = settings.bool("upper", false);
                                return call -> {
                                    Tensor lower = square(call, MatrixOp.Kind.CHOLESKY);
                                    return upper ? flipped(call.graph(), lower) : lower;
                                };
                            },
                            "x")),
            Map.entry("Inv", Operation.plain(call -> square(call, MatrixOp.Kind.INVERSE), "x")),
            Map.entry("Det", Operation.plain(call -> square(call, MatrixOp.Kind.DETERMINANT), "x")),
            Map.entry(
                    "Logdet",
                    Operation.plain(
                            call -> {
                                // Of a positive matrix, by its Cholesky factor, as in TensorFlow.
                                GraphBuilder graph = call.graph();
                                Tensor factor = square(call, MatrixOp.Kind.CHOLESKY);
                                Tensor diagonal = graph.op(new IndexOp.DiagonalPart(0), factor);
                                Tensor sum = graph.reduce(
                                        ReduceOp.Kind.SUM, graph.unary(UnaryKind.LOG, diagonal), false, -1);
                                return graph.multiply(sum, 2);
                            },
                            "x")),
            Map.entry(
                    "Slogdet",
                    Operation.several(_ -> call -> all(call, new MatrixOp.LogDeterminant(), List.of(call.x())), "x")),
            Map.entry("Qr", Operation.several(MatrixOperations::qr, "x")),
            Map.entry("SVD", Operation.several(MatrixOperations::svd, "x")),
            Map.entry("Eigh", Operation.several(_ -> call -> all(call, new MatrixOp.Eigen(), List.of(call.x())), "x")),
            Map.entry("Solve", Operation.plain(call -> solve(call, MatrixOp.Form.ANY), "a", "b")),
            Map.entry(
                    "SolveTriangular",
                    Operation.with(
                            settings -> {
                                MatrixOp.Form form =
                                        settings.bool("lower", false) ? MatrixOp.Form.LOWER : MatrixOp.Form.UPPER;
                                return call -> solve(call, form);
                            },
                            "a",
                            "b")),
            Map.entry("RFFT", Operation.several(MatrixOperations::realFourier, "x")),
            Map.entry("IRFFT", Operation.with(MatrixOperations::inverseRealFourier, "x")),
            Map.entry("FFT", Operation.several(_ -> call -> fourier(call, 1), "x")),
            Map.entry("FFT2", Operation.several(_ -> call -> fourier(call, 2), "x")));

    private MatrixOperations() {}

    private static Tensor square(OperationCall call, MatrixOp.Kind kind) throws ModelRefusedException {
        return call.graph().op(new MatrixOp.Square(kind), call.x());
    }

    private static Tensor flipped(GraphBuilder graph, Tensor x) {
        return Axes.swap(graph, x, x.rank() - 2, x.rank() - 1);
    }

    private static Value all(OperationCall call, Op op, List<Tensor> inputs) {
        Node node = call.graph().add(op, inputs);
        return Value.of(IntStream.range(0, node.outputs().size())
                .mapToObj(i -> new Tensor(node, i))
                .toList());
    }

    private static Operation.Body qr(Settings settings) throws ModelRefusedException {
        String mode = settings.string("mode", "reduced");
        if (!mode.equals("reduced") && !mode.equals("complete")) {
            throw settings.unsupported("mode", "reduced, complete");
        }
        return call -> all(call, new MatrixOp.Qr(mode.equals("complete")), List.of(call.x()));
    }

    private static Operation.Body svd(Settings settings) throws ModelRefusedException {
        boolean full = settings.bool("full_matrices", true);
        boolean vectors = settings.bool("compute_uv", true);
        return call -> {
            Node node = call.graph().add(new MatrixOp.Svd(vectors && full), List.of(call.x()));
            Tensor values = node.output();
            return vectors
                    ? Value.of(List.of(new Tensor(node, 1), values, flipped(call.graph(), new Tensor(node, 2))))
                    : Value.of(List.of(values));
        };
    }

    private static Tensor solve(OperationCall call, MatrixOp.Form form) throws ModelRefusedException {
        GraphBuilder graph = call.graph();
        Tensor a = call.tensor(0);
        Tensor b = call.tensor(1);
        boolean vector = b.rank() == a.rank() - 1;
        Tensor x = graph.op(new MatrixOp.Solve(form), a, vector ? graph.expandDims(b, -1) : b);
        return vector ? graph.squeeze(x, -1) : x;
    }

    private static Operation.Body realFourier(Settings settings) throws ModelRefusedException {
        int said = settings.integer("fft_length", 1, 0);
        return call -> {
            Tensor x = call.x();
            long length = said > 0 ? said : call.scope().size(x, -1);
            return all(call, new MatrixOp.RealFourier(length), List.of(fitted(call.graph(), x, length)));
        };
    }

    /** Cut, or filled with zeros, along the last dimension. */
    private static Tensor fitted(GraphBuilder graph, Tensor x, long length) {
        long size = x.size(-1);
        if (size == Shape.ANY) {
            throw new ShapeException("transforms a signal whose length is not known");
        }
        if (size >= length) {
            return size == length ? x : graph.slice(x, -1, 0, length);
        }
        List<Long> none = Collections.nCopies(x.rank(), 0L);
        List<Long> after = new ArrayList<>(none);
        after.set(x.rank() - 1, length - size);
        return graph.pad(x, 0, none, after);
    }

    private static List<Tensor> complex(OperationCall call) throws ModelRefusedException {
        List<Tensor> parts = call.tensors(0);
        if (parts.size() != 2) {
            throw new ShapeException("takes the real and the imaginary part and finds " + parts.size() + " tensors");
        }
        return parts;
    }

    private static Operation.One inverseRealFourier(Settings settings) throws ModelRefusedException {
        int said = settings.integer("fft_length", 1, 0);
        return call -> {
            GraphBuilder graph = call.graph();
            List<Tensor> parts = complex(call);
            long length = said > 0 ? said : 2 * (call.scope().size(parts.getFirst(), -1) - 1);
            return graph.op(
                    new MatrixOp.InverseRealFourier(length),
                    fitted(graph, parts.getFirst(), length / 2 + 1),
                    fitted(graph, parts.getLast(), length / 2 + 1));
        };
    }

    private static Value fourier(OperationCall call, int dimensions) throws ModelRefusedException {
        return all(call, new MatrixOp.Fourier(dimensions), complex(call));
    }
}
