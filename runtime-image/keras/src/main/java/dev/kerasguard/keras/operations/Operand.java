package dev.kerasguard.keras.operations;

import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.Literal;
import dev.kerasguard.keras.graph.Shape;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.graph.TensorType;
import dev.kerasguard.keras.operations.Promotion.Kind;
import java.util.List;

/** What an operation of numbers works on. */
sealed interface Operand {

    /** Its place on the lattice of types. */
    Kind kind();

    /** It as a tensor of that type. */
    Tensor as(GraphBuilder graph, DType dtype);

    /** It as a tensor of the type that it has by itself. */
    Tensor strong(GraphBuilder graph);

    /** A tensor, or an array. */
    record Of(Tensor tensor) implements Operand {
        @Override
        public Kind kind() {
            return Kind.of(tensor.dtype());
        }

        @Override
        public Tensor as(GraphBuilder graph, DType dtype) {
            return graph.cast(tensor, dtype);
        }

        @Override
        public Tensor strong(GraphBuilder graph) {
            return tensor;
        }
    }

    /** A whole number of Python. */
    record Whole(long value) implements Operand {
        @Override
        public Kind kind() {
            return Kind.PYTHON_INT;
        }

        @Override
        public Tensor as(GraphBuilder graph, DType dtype) {
            Object number = dtype.isFloating() ? (Object) (double) value : (Object) value;
            return graph.constant(new Literal(new TensorType(dtype, Shape.SCALAR), List.of(number)));
        }

        @Override
        public Tensor strong(GraphBuilder graph) {
            return as(graph, DType.INT32);
        }
    }

    /** A number of Python with a point. */
    record Real(double value) implements Operand {
        @Override
        public Kind kind() {
            return Kind.PYTHON_FLOAT;
        }

        @Override
        public Tensor as(GraphBuilder graph, DType dtype) {
            return graph.constant(dtype, value);
        }

        @Override
        public Tensor strong(GraphBuilder graph) {
            return as(graph, DType.FLOAT32);
        }
    }
}
