package dev.kerasguard.keras.hdf5;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.RefusalRule;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * An attribute of an object (section IV.A.2.m), of which only the name has been read so far.
 *
 * @param name its name
 * @param type where its datatype lies
 * @param shape its dimensions
 * @param data where its value starts
 * @param end where its message ends
 * @param place the object that it belongs to, for refusals
 */
record Hdf5Attribute(String name, long type, List<Long> shape, long data, long end, String place) {

    private static final int SHARED = 3;
    private static final int STRING = 3;
    private static final int VARIABLE_LENGTH = 9;
    private static final int OF_CHARACTERS = 1;
    private static final int REFERENCE_BYTES = 16;

    static Hdf5Attribute read(Hdf5Bytes bytes, long at, int size, String place) throws ModelRefusedException {
        int version = bytes.u8(at);
        if (version < 1 || version > 3 || (version > 1 && (bytes.u8(at + 1) & SHARED) != 0)) {
            throw RefusalRule.WEIGHTS_UNSAFE.at(
                    place, "has an attribute in a form that Keras does not write; re-save the model with Keras 3");
        }
        int padding = version == 1 ? 8 : 1;
        long name = at + (version == 3 ? 9 : 8);
        long type = name + padded(bytes.u16(at + 2), padding);
        long space = type + padded(bytes.u16(at + 4), padding);
        long data = space + padded(bytes.u16(at + 6), padding);
        long end = at + size;
        if (data > end) {
            throw bytes.damaged("an attribute is longer than its message");
        }
        return new Hdf5Attribute(bytes.name(name, type), type, Dataspace.read(bytes, space, place), data, end, place);
    }

    /**
     * Its strings; none when it holds something else.
     *
     * @param budget what all attributes of the file may still give
     */
    List<String> strings(Hdf5Bytes bytes, GlobalHeap heap, Hdf5Budget budget) throws ModelRefusedException {
        int kind = bytes.u8(type) & 0x0f;
        long size = bytes.u32(type + 4);
        boolean variable =
                kind == VARIABLE_LENGTH && (bytes.u8(type + 1) & 0x0f) == OF_CHARACTERS && size == REFERENCE_BYTES;
        if (!variable && (kind != STRING || size == 0)) {
            return List.of();
        }
        long count = count(bytes, size);
        List<String> strings = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            MemorySegment text =
                    variable ? referenced(bytes, heap, data + REFERENCE_BYTES * i) : bytes.slice(data + size * i, size);
            budget.takeString(text.byteSize(), place);
            strings.add(decoded(text));
        }
        return strings;
    }

    private long count(Hdf5Bytes bytes, long size) throws ModelRefusedException {
        long room = (end - data) / size;
        long count = 1;
        for (long dimension : shape) {
            if (dimension < 0 || (dimension > 0 && count > room / dimension)) {
                throw bytes.damaged("an attribute is longer than its message");
            }
            count *= dimension;
        }
        if (count > room) {
            throw bytes.damaged("an attribute is longer than its message");
        }
        return count;
    }

    private static MemorySegment referenced(Hdf5Bytes bytes, GlobalHeap heap, long at) throws ModelRefusedException {
        long length = bytes.u32(at);
        long collection = bytes.i64(at + 4);
        if (length == 0) {
            return MemorySegment.NULL;
        }
        MemorySegment object = heap.object(collection, bytes.u32(at + 12));
        if (length > object.byteSize()) {
            throw bytes.damaged("a string is longer than what holds it");
        }
        return object.asSlice(0, length);
    }

    /** Without the padding of zeros at its end. */
    private String decoded(MemorySegment text) throws ModelRefusedException {
        byte[] raw = text.toArray(ValueLayout.JAVA_BYTE);
        int length = raw.length;
        while (length > 0 && raw[length - 1] == 0) {
            length--;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(raw, 0, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw RefusalRule.WEIGHTS_DAMAGED.at(place, "an attribute is not UTF-8; fetch or save the file again");
        }
    }

    private static long padded(int bytes, int to) {
        return (bytes + to - 1L) / to * to;
    }
}
