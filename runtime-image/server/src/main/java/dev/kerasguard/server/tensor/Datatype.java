package dev.kerasguard.server.tensor;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
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

/** The element types that are served, by their Open Inference Protocol names. */
public enum Datatype {
    /** One byte, 0 or 1. */
    BOOL(DataType.DT_BOOL, TBool.class, 1),
    /** Unsigned byte. */
    UINT8(DataType.DT_UINT8, TUint8.class, 1),
    /** Unsigned, two bytes. */
    UINT16(DataType.DT_UINT16, TUint16.class, 2),
    /** Signed, four bytes. */
    INT32(DataType.DT_INT32, TInt32.class, 4),
    /** Signed, eight bytes. */
    INT64(DataType.DT_INT64, TInt64.class, 8),
    /** IEEE 754 half precision. */
    FP16(DataType.DT_HALF, TFloat16.class, 2),
    /** The upper half of an FP32. */
    BF16(DataType.DT_BFLOAT16, TBfloat16.class, 2),
    /** IEEE 754 single precision. */
    FP32(DataType.DT_FLOAT, TFloat32.class, 4),
    /** IEEE 754 double precision. */
    FP64(DataType.DT_DOUBLE, TFloat64.class, 8);

    private final DataType proto;
    private final Class<? extends TType> type;
    private final int bytes;

    Datatype(DataType proto, Class<? extends TType> type, int bytes) {
        this.proto = proto;
        this.type = type;
        this.bytes = bytes;
    }

    /** TensorFlow's name for it. */
    public DataType proto() {
        return proto;
    }

    /** TensorFlow Java's class for it. */
    public Class<? extends TType> type() {
        return type;
    }

    /** Bytes of one element. */
    public int bytes() {
        return bytes;
    }

    /** The datatype that TensorFlow calls so; empty when it is not served. */
    public static Optional<Datatype> of(DataType proto) {
        return Arrays.stream(values()).filter(d -> d.proto == proto).findFirst();
    }

    /** The datatype of that name; empty when it is not served. */
    public static Optional<Datatype> named(String name) {
        return Arrays.stream(values()).filter(d -> d.name().equals(name)).findFirst();
    }

    /** All names, for messages. */
    public static String names() {
        return Arrays.stream(values()).map(Datatype::name).collect(Collectors.joining(", "));
    }
}
