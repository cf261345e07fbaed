package dev.kerasguard.keras.weights;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.RefusalRule;
import dev.kerasguard.keras.graph.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads an array in NumPy's format (versions 1.0 to 3.0). Its header is an expression of Python: it is matched against
 * the one form that NumPy writes, and never evaluated. Arrays of Python objects are pickles, and are refused.
 */
public final class NpyArray {

    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int MAX_HEADER_BYTES = 4_096;
    private static final int MAX_RANK = 8;
    private static final Pattern HEADER = Pattern.compile("\\{'descr': '([<>|=]?)([a-zA-Z])(\\d{0,4})', "
            + "'fortran_order': (True|False), 'shape': \\(([0-9, ]{0,200})\\), \\} *\n");
    private static final Pattern SHAPE = Pattern.compile("|\\d{1,18},|\\d{1,18}(, \\d{1,18})+");
    private static final Map<String, DType> TYPES = Map.ofEntries(
            Map.entry("f2", DType.FLOAT16),
            Map.entry("f4", DType.FLOAT32),
            Map.entry("f8", DType.FLOAT64),
            Map.entry("i1", DType.INT8),
            Map.entry("i2", DType.INT16),
            Map.entry("i4", DType.INT32),
            Map.entry("i8", DType.INT64),
            Map.entry("u1", DType.UINT8),
            Map.entry("u2", DType.UINT16),
            Map.entry("u4", DType.UINT32),
            Map.entry("u8", DType.UINT64),
            Map.entry("b1", DType.BOOL));
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private NpyArray() {}

    /**
     * Reads an array; its data is a slice of the file.
     *
     * @param file the whole file
     * @param place what refusals call it
     */
    public static StoredArray read(MemorySegment file, String place) throws ModelRefusedException {
        long size = file.byteSize();
        if (size < 12 || file.asSlice(0, MAGIC.length).mismatch(MemorySegment.ofArray(MAGIC)) >= 0) {
            throw damaged(place, "is not an array of NumPy");
        }
        int major = file.get(ValueLayout.JAVA_BYTE, 6);
        int minor = file.get(ValueLayout.JAVA_BYTE, 7);
        if (major < 1 || major > 3 || minor != 0) {
            throw damaged(place, "is in version " + major + "." + minor + " of NumPy's format");
        }
        long start = major == 1 ? 10 : 12;
        long length = major == 1 ? Short.toUnsignedInt(file.get(SHORT, 8)) : Integer.toUnsignedLong(file.get(INT, 8));
        if (length > MAX_HEADER_BYTES || length > size - start) {
            throw damaged(place, "has a header that is longer than NumPy writes one");
        }
        byte[] header = file.asSlice(start, length).toArray(ValueLayout.JAVA_BYTE);
        Matcher matcher = HEADER.matcher(new String(header, StandardCharsets.ISO_8859_1));
        if (!matcher.matches()) {
            throw damaged(place, "has a header that NumPy does not write");
        }
        return array(matcher, file.asSlice(start + length), place);
    }

    private static StoredArray array(Matcher header, MemorySegment data, String place) throws ModelRefusedException {
        if (header.group(2).equals("O")) {
            throw RefusalRule.CUSTOM_OBJECT.at(
                    place,
                    "holds Python objects (a pickle), which are never loaded; save the model with its weights in HDF5,"
                            + " as model.save(\"model.keras\") does");
        }
        DType type = TYPES.get(header.group(2) + header.group(3));
        if (type == null || header.group(1).equals(">")) {
            throw RefusalRule.DTYPE_NOT_SUPPORTED.at(
                    place, "has elements of a type that is not among Keras'; save the model again with Keras 3");
        }
        List<Long> shape = shape(header.group(5), place);
        if (header.group(4).equals("True") && shape.size() > 1) {
            throw RefusalRule.OPTION_NOT_SUPPORTED.at(
                    place, "is stored column by column; save it with numpy.ascontiguousarray");
        }
        long expected = type.bytes();
        for (long dimension : shape) {
            if (dimension > 0 && expected > data.byteSize() / dimension) {
                throw unsafe(place, shape, data);
            }
            expected *= dimension;
        }
        if (expected != data.byteSize()) {
            throw unsafe(place, shape, data);
        }
        return new StoredArray(type, shape, data);
    }

    private static List<Long> shape(String text, String place) throws ModelRefusedException {
        List<Long> shape = new ArrayList<>();
        if (!SHAPE.matcher(text).matches()) {
            throw damaged(place, "has a shape that NumPy does not write");
        }
        for (String size : text.isEmpty()
                ? List.<String>of()
                : List.of(text.replaceAll(",$", "").split(", ", -1))) {
            shape.add(Long.parseLong(size));
        }
        if (shape.size() > MAX_RANK) {
            throw damaged(place, "has more than " + MAX_RANK + " dimensions");
        }
        return shape;
    }

    private static ModelRefusedException unsafe(String place, List<Long> shape, MemorySegment data) {
        return RefusalRule.WEIGHTS_UNSAFE.at(
                place,
                "declares the shape " + shape + " and stores " + data.byteSize()
                        + " bytes; save the model again with Keras 3");
    }

    private static ModelRefusedException damaged(String place, String what) {
        return RefusalRule.WEIGHTS_DAMAGED.at(place, what + "; fetch or save the file again");
    }
}
