package dev.kerasguard.keras;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat16;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint16;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TType;

/** Runs a model on arrays, as tests need it. */
final class Prediction {

    private Prediction() {}

    /**
     * An array of any rank and element type, row by row.
     *
     * @param dtype Keras' name of its element type
     * @param data little-endian bytes, or for strings none
     * @param texts for strings, each one's bytes; else none
     */
    @SuppressWarnings("ArrayRecordComponent") // Tests compare it with a tolerance, never by equals.
    record Array(String dtype, long[] shape, byte[] data, List<byte[]> texts) {

        static Array of(long[] shape, float[] values) {
            ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(values);
            return new Array("float32", shape, bytes.array(), List.of());
        }

        /** The numbers, whatever their type. */
        double[] numbers() {
            ByteBuffer bytes = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
            int count = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
            double[] numbers = new double[count];
            for (int i = 0; i < count; i++) {
                numbers[i] = switch (dtype) {
                    case "float16" -> Float.float16ToFloat(bytes.getShort());
                    case "bfloat16" -> Float.intBitsToFloat(bytes.getShort() << 16);
                    case "float32" -> bytes.getFloat();
                    case "float64" -> bytes.getDouble();
                    case "int8" -> bytes.get();
                    case "uint8", "bool" -> Byte.toUnsignedInt(bytes.get());
                    case "int16" -> bytes.getShort();
                    case "uint16" -> Short.toUnsignedInt(bytes.getShort());
                    case "int32" -> bytes.getInt();
                    case "uint32" -> Integer.toUnsignedLong(bytes.getInt());
                    case "int64" -> bytes.getLong();
                    default -> throw new IllegalArgumentException(dtype);
                };
            }
            return numbers;
        }
    }

    /** Runs a model once: one array for each input, in the signature's order. */
    static List<Array> run(ServableModel model, List<Array> inputs) {
        return run(
                model,
                model.inputs().stream().map(TensorSpec::name).toList(),
                inputs,
                model.outputs().stream().map(TensorSpec::name).toList());
    }

    /** Runs a model once, with inputs and outputs in the order of these names. */
    static List<Array> run(ServableModel model, List<String> names, List<Array> inputs, List<String> outputNames) {
        List<Tensor> tensors = new ArrayList<>();
        try {
            Session.Runner runner = model.session().runner();
            for (int i = 0; i < inputs.size(); i++) {
                Tensor tensor = tensor(inputs.get(i));
                tensors.add(tensor);
                TensorSpec spec = named(model.inputs(), names.get(i));
                runner.feed(spec.operation(), spec.index(), tensor);
            }
            for (String name : outputNames) {
                TensorSpec spec = named(model.outputs(), name);
                runner.fetch(spec.operation(), spec.index());
            }
            List<Array> outputs = new ArrayList<>();
            try (Result result = runner.run()) {
                for (int i = 0; i < result.size(); i++) {
                    outputs.add(array(result.get(i)));
                }
            }
            return outputs;
        } finally {
            tensors.forEach(Tensor::close);
        }
    }

    private static Tensor tensor(Array array) {
        Shape shape = Shape.of(array.shape());
        if (array.dtype().equals("string")) {
            return TString.tensorOfBytes(
                    shape, DataBuffers.ofObjects(array.texts().toArray(new byte[0][])));
        }
        return Tensor.of(type(array.dtype()), shape, DataBuffers.of(array.data()));
    }

    private static Class<? extends TType> type(String dtype) {
        return switch (dtype) {
            case "float16" -> TFloat16.class;
            case "bfloat16" -> TBfloat16.class;
            case "float32" -> TFloat32.class;
            case "float64" -> TFloat64.class;
            case "int32" -> TInt32.class;
            case "int64" -> TInt64.class;
            case "uint8" -> TUint8.class;
            case "uint16" -> TUint16.class;
            case "bool" -> TBool.class;
            default -> throw new IllegalArgumentException("no tensors of " + dtype + " in TensorFlow Java");
        };
    }

    private static Array array(Tensor tensor) {
        long[] shape = tensor.shape().asArray();
        if (tensor instanceof TString strings) {
            List<byte[]> texts = new ArrayList<>();
            strings.asBytes().scalars().forEach(each -> texts.add(each.getObject()));
            return new Array("string", shape, new byte[0], texts);
        }
        byte[] data = new byte[(int) tensor.numBytes()];
        tensor.asRawTensor().data().read(data);
        return new Array(keras(tensor.dataType()), shape, data, List.of());
    }

    private static String keras(DataType type) {
        return switch (type) {
            case DT_HALF -> "float16";
            case DT_FLOAT -> "float32";
            case DT_DOUBLE -> "float64";
            default -> type.name().substring("DT_".length()).toLowerCase(Locale.ROOT);
        };
    }

    private static TensorSpec named(List<TensorSpec> specs, String name) {
        return specs.stream()
                .filter(spec -> spec.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
