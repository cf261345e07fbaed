package dev.kerasguard.keras.tensorflow;

import com.google.protobuf.ByteString;
import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.Literal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** Small constants in the form that a graph stores them in. */
final class TensorProtos {

    private TensorProtos() {}

    static TensorProto of(Literal literal) {
        DType dtype = literal.type().dtype();
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        literal.type()
                .shape()
                .sizes()
                .forEach(size -> shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(size)));
        TensorProto.Builder tensor =
                TensorProto.newBuilder().setDtype(DataTypes.of(dtype)).setTensorShape(shape);
        if (dtype == DType.STRING) {
            literal.values()
                    .forEach(each ->
                            tensor.addStringVal(ByteString.copyFrom((String) each, StandardCharsets.ISO_8859_1)));
            return tensor.build();
        }
        ByteBuffer bytes =
                ByteBuffer.allocate(literal.values().size() * dtype.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        literal.values().forEach(each -> put(bytes, dtype, (Number) each));
        return tensor.setTensorContent(ByteString.copyFrom(bytes.flip())).build();
    }

    private static void put(ByteBuffer bytes, DType dtype, Number value) {
        switch (dtype) {
            case FLOAT16 -> bytes.putShort(Float.floatToFloat16(value.floatValue()));
            case BFLOAT16 -> bytes.putShort(bfloat16(value.floatValue()));
            case FLOAT32 -> bytes.putFloat(value.floatValue());
            case FLOAT64 -> bytes.putDouble(value.doubleValue());
            case INT8, UINT8, BOOL -> bytes.put(value.byteValue());
            case INT16, UINT16 -> bytes.putShort(value.shortValue());
            case INT32, UINT32 -> bytes.putInt(value.intValue());
            case INT64, UINT64 -> bytes.putLong(value.longValue());
            case STRING -> throw new IllegalArgumentException("a string is not a number");
        }
    }

    /** The upper half of a float32, rounded to the nearest, halves to the even one. */
    private static short bfloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) {
            return (short) ((bits >>> 16) | 0x40);
        }
        return (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
    }
}
