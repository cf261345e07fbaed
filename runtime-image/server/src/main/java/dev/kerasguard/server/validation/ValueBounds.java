package dev.kerasguard.server.validation;

import dev.kerasguard.runtime.config.RuntimeConfig.InputConfig;
import dev.kerasguard.server.tensor.Bfloat16;
import dev.kerasguard.server.tensor.Datatype;
import dev.kerasguard.server.tensor.HostTensor;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/**
 * Which values an input's elements may have.
 *
 * @param minimum smallest
 * @param maximum largest
 * @param allowNaN whether NaN may be among them
 */
record ValueBounds(double minimum, double maximum, boolean allowNaN) {

    static final ValueBounds NONE = new ValueBounds(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, true);

    static ValueBounds of(InputConfig config, Datatype datatype) {
        return new ValueBounds(
                config.minimum().orElse(Double.NEGATIVE_INFINITY),
                config.maximum().orElse(Double.POSITIVE_INFINITY),
                config.allowNaN() || !isReal(datatype));
    }

    private static boolean isReal(Datatype datatype) {
        return switch (datatype) {
            case FP16, BF16, FP32, FP64 -> true;
            case BOOL, UINT8, UINT16, INT32, INT64 -> false;
        };
    }

    /** Adds the first element that is out of bounds. A BOOL byte other than 0 and 1 is always one. */
    void check(String place, HostTensor tensor, List<String> violations) {
        ByteBuffer b = tensor.buffer();
        boolean bool = tensor.datatype() == Datatype.BOOL;
        if (equals(NONE) && !bool) {
            return;
        }
        IntToDoubleFunction element = switch (tensor.datatype()) {
            case BOOL -> b::get;
            case UINT8 -> i -> Byte.toUnsignedInt(b.get(i));
            case UINT16 -> i -> Short.toUnsignedInt(b.getShort(i * 2));
            case INT32 -> i -> b.getInt(i * 4);
            case INT64 -> i -> b.getLong(i * 8);
            case FP16 -> i -> Float.float16ToFloat(b.getShort(i * 2));
            case BF16 -> i -> Bfloat16.toFloat(b.getShort(i * 2));
            case FP32 -> i -> b.getFloat(i * 4);
            case FP64 -> i -> b.getDouble(i * 8);
        };
        double least = bool ? Math.max(0, minimum) : minimum;
        double most = bool ? Math.min(1, maximum) : maximum;
        int elements = tensor.elements();
        for (int i = 0; i < elements; i++) {
            double value = element.applyAsDouble(i);
            if (value < least) {
                violations.add(place + position(tensor, i) + ": " + value + " is less than the minimum " + least);
                return;
            }
            if (value > most) {
                violations.add(place + position(tensor, i) + ": " + value + " is more than the maximum " + most);
                return;
            }
            if (!allowNaN && Double.isNaN(value)) {
                violations.add(place + position(tensor, i) + ": NaN is not allowed");
                return;
            }
        }
    }

    private static String position(HostTensor tensor, int element) {
        StringBuilder position = new StringBuilder();
        long rest = element;
        for (int axis = tensor.rank() - 1; axis >= 0; axis--) {
            position.insert(0, "[" + rest % tensor.dimension(axis) + "]");
            rest /= tensor.dimension(axis);
        }
        return position.toString();
    }
}
