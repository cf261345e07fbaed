package dev.kerasguard.keras.tensorflow;

import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.TensorType;
import dev.kerasguard.keras.graph.WeightDeclaration;
import dev.kerasguard.keras.weights.Pieces;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.ByteDataBuffer;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.family.TType;

/** Weights as tensors. TensorFlow Java has none of signed small numbers, which travel as unsigned ones. */
final class WeightTensors {

    private WeightTensors() {}

    /**
     * A copy of a weight's bytes; the caller closes it.
     *
     * @param pieces how it is copied
     */
    static TType read(WeightDeclaration declaration, WeightValues weights, Pieces pieces) {
        TensorType type = declaration.type();
        TType tensor = org.tensorflow.Tensor.of(DataTypes.tensorClass(type.dtype()), shape(type));
        ByteDataBuffer target = tensor.asRawTensor().data();
        pieces.bytes(
                weights.of(declaration),
                (at, piece, length) -> target.offset(at).write(piece, 0, length));
        return tensor;
    }

    /** A tensor's place in a graph, to be fed with {@link #read}. */
    static Output<?> placeholder(Emission to, TensorType type) {
        return to.build(to.builder("Placeholder")
                .setAttr("dtype", travelling(type.dtype()))
                .setAttr("shape", shape(type)));
    }

    /** What was fed or stored, in the element type that it has in Keras. */
    static Output<?> typed(Emission to, TensorType type, Output<?> travelled) {
        DataType from = travelling(type.dtype());
        DataType target = DataTypes.of(type.dtype());
        return from == target
                ? travelled
                : to.build(to.builder("Bitcast")
                        .addInput(travelled)
                        .setAttr("T", from)
                        .setAttr("type", target));
    }

    /** The type as which an element type travels. */
    static DataType travelling(DType dtype) {
        return switch (dtype) {
            case INT8 -> DataType.DT_UINT8;
            case INT16 -> DataType.DT_UINT16;
            default -> DataTypes.of(dtype);
        };
    }

    static Shape shape(TensorType type) {
        return Shape.of(type.shape().toArray());
    }
}
