package dev.kerasguard.keras.tensorflow;

import dev.kerasguard.keras.graph.DType;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat16;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TUint16;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TType;

/** Keras' element types as TensorFlow's. */
public final class DataTypes {

    private DataTypes() {}

    /** TensorFlow's name of an element type. */
    public static DataType of(DType dtype) {
        return switch (dtype) {
            case FLOAT16 -> DataType.DT_HALF;
            case BFLOAT16 -> DataType.DT_BFLOAT16;
            case FLOAT32 -> DataType.DT_FLOAT;
            case FLOAT64 -> DataType.DT_DOUBLE;
            case INT8 -> DataType.DT_INT8;
            case INT16 -> DataType.DT_INT16;
            case INT32 -> DataType.DT_INT32;
            case INT64 -> DataType.DT_INT64;
            case UINT8 -> DataType.DT_UINT8;
            case UINT16 -> DataType.DT_UINT16;
            case UINT32 -> DataType.DT_UINT32;
            case UINT64 -> DataType.DT_UINT64;
            case BOOL -> DataType.DT_BOOL;
            case STRING -> DataType.DT_STRING;
        };
    }

    /**
     * The class that holds tensors of an element type.
     *
     * @throws IllegalArgumentException for a type of which TensorFlow Java has no tensors, and for strings
     */
    static Class<? extends TType> tensorClass(DType dtype) {
        return switch (dtype) {
            case FLOAT16 -> TFloat16.class;
            case BFLOAT16 -> TBfloat16.class;
            case FLOAT32 -> TFloat32.class;
            case FLOAT64 -> TFloat64.class;
            case INT32 -> TInt32.class;
            case INT64 -> TInt64.class;
            case UINT8, INT8 -> TUint8.class;
            case UINT16, INT16 -> TUint16.class;
            case BOOL -> TBool.class;
            case UINT32, UINT64, STRING ->
                throw new IllegalArgumentException("TensorFlow Java has no constants of " + dtype.keras());
        };
    }
}
