package dev.kerasguard.server.protocol;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import dev.kerasguard.server.tensor.Bfloat16;
import dev.kerasguard.server.tensor.Datatype;
import dev.kerasguard.server.tensor.HostTensor;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** JSON scalars to the little-endian bytes of one datatype. */
final class ElementWriter {

    private static final VarHandle SHORT = view(short[].class);
    private static final VarHandle INT = view(int[].class);
    private static final VarHandle LONG = view(long[].class);
    private static final VarHandle FLOAT = view(float[].class);
    private static final VarHandle DOUBLE = view(double[].class);

    private final Datatype datatype;
    private byte[] bytes = new byte[1024];
    private int used;

    ElementWriter(Datatype datatype) {
        this.datatype = datatype;
    }

    private static VarHandle view(Class<?> arrayType) {
        return MethodHandles.byteArrayViewVarHandle(arrayType, ByteOrder.LITTLE_ENDIAN);
    }

    HostTensor tensor(String name, long[] shape) {
        return new HostTensor(name, datatype, shape, bytes, 0, used);
    }

    /** Appends a scalar, or says what is wrong with it. */
    @Nullable String append(JsonParser json, JsonToken token) throws IOException {
        if (used + datatype.bytes() > bytes.length) {
            bytes = Arrays.copyOf(bytes, bytes.length * 2);
        }
        String problem = switch (datatype) {
            case BOOL -> bool(token);
            case UINT8, UINT16, INT32, INT64 -> integer(json, token);
            case FP16, BF16, FP32, FP64 -> real(json, token);
        };
        used += datatype.bytes();
        return problem;
    }

    private @Nullable String bool(JsonToken token) {
        bytes[used] = (byte) (token == JsonToken.VALUE_TRUE ? 1 : 0);
        return token.isBoolean() ? null : "true or false was expected, not " + kind(token);
    }

    private @Nullable String integer(JsonParser json, JsonToken token) throws IOException {
        if (token != JsonToken.VALUE_NUMBER_INT) {
            return "an integer was expected, not " + kind(token);
        }
        long value;
        try {
            value = json.getLongValue();
        } catch (InputCoercionException e) {
            return outOfRange();
        }
        boolean fits = switch (datatype) {
            case UINT8 -> {
                bytes[used] = (byte) value;
                yield value >= 0 && value <= 0xFF;
            }
            case UINT16 -> {
                SHORT.set(bytes, used, (short) value);
                yield value >= 0 && value <= 0xFFFF;
            }
            case INT32 -> {
                INT.set(bytes, used, (int) value);
                yield value == (int) value;
            }
            default -> {
                LONG.set(bytes, used, value);
                yield true;
            }
        };
        return fits ? null : outOfRange();
    }

    private @Nullable String real(JsonParser json, JsonToken token) throws IOException {
        if (!token.isNumeric()) {
            return "a number was expected, not " + kind(token);
        }
        if (datatype == Datatype.FP64) {
            double value = json.getDoubleValue();
            DOUBLE.set(bytes, used, value);
            return Double.isInfinite(value) && !json.isNaN() ? outOfRange() : null;
        }
        float value = json.getFloatValue();
        float stored = switch (datatype) {
            case FP16 -> {
                short half = Float.floatToFloat16(value);
                SHORT.set(bytes, used, half);
                yield Float.float16ToFloat(half);
            }
            case BF16 -> {
                short upper = Bfloat16.of(value);
                SHORT.set(bytes, used, upper);
                yield Bfloat16.toFloat(upper);
            }
            default -> {
                FLOAT.set(bytes, used, value);
                yield value;
            }
        };
        return Float.isInfinite(stored) && !json.isNaN() ? outOfRange() : null;
    }

    private String outOfRange() {
        return "the number is outside the range of " + datatype;
    }

    private static String kind(JsonToken token) {
        return switch (token) {
            case START_OBJECT -> "an object";
            case VALUE_STRING -> "a string";
            case VALUE_NULL -> "null";
            case VALUE_TRUE, VALUE_FALSE -> "a boolean";
            case VALUE_NUMBER_INT -> "an integer";
            case VALUE_NUMBER_FLOAT -> "a number with a fraction";
            default -> "something else";
        };
    }
}
