package dev.kerasguard.server.validation;

import dev.kerasguard.server.tensor.Bfloat16;
import dev.kerasguard.server.tensor.Datatype;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Elements for a tensor that no client sent: within the owner's bounds, and near zero, where an index into a table is
 * least likely to be too large. Real numbers differ from each other, so that they have digits as a client's have.
 */
final class ExampleElements {

    /** A prime, so that neighbours differ; how many real numbers there are. */
    private static final int DIFFERENT = 97;

    private ExampleElements() {}

    static byte[] of(Datatype datatype, int elements, ValueBounds bounds) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(elements, datatype.bytes()))
                .order(ByteOrder.LITTLE_ENDIAN);
        double nearest = Math.clamp(0, bounds.minimum(), bounds.maximum());
        long whole = (long) (nearest > 0 ? Math.ceil(nearest) : Math.floor(nearest));
        double low = nearest < bounds.maximum() ? nearest : Math.max(bounds.minimum(), nearest - 1);
        double high = nearest < bounds.maximum() ? Math.min(bounds.maximum(), nearest + 1) : nearest;
        for (int i = 0; i < elements; i++) {
            // The middle half: an end of the range may lie outside it once it is rounded to the datatype.
            double real = low + (high - low) * (0.25 + 0.5 * (i % DIFFERENT) / DIFFERENT);
            switch (datatype) {
                case BOOL, UINT8 -> bytes.put((byte) whole);
                case UINT16 -> bytes.putShort((short) whole);
                case INT32 -> bytes.putInt((int) whole);
                case INT64 -> bytes.putLong(whole);
                case FP16 -> bytes.putShort(Float.floatToFloat16((float) real));
                case BF16 -> bytes.putShort(Bfloat16.of((float) real));
                case FP32 -> bytes.putFloat((float) real);
                case FP64 -> bytes.putDouble(real);
            }
        }
        return bytes.array();
    }
}
