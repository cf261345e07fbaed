package dev.kerasguard.keras.hdf5;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.RefusalRule;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A file's bytes by address, little endian; an address outside of the file is a refusal, never an exception of the JDK.
 *
 * @param file all of it
 * @param name what it is called in refusals, such as {@code model.weights.h5}
 */
record Hdf5Bytes(MemorySegment file, String name) {

    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    long size() {
        return file.byteSize();
    }

    int u8(long at) throws ModelRefusedException {
        check(at, 1);
        return Byte.toUnsignedInt(file.get(ValueLayout.JAVA_BYTE, at));
    }

    int u16(long at) throws ModelRefusedException {
        check(at, 2);
        return Short.toUnsignedInt(file.get(SHORT, at));
    }

    long u32(long at) throws ModelRefusedException {
        check(at, 4);
        return Integer.toUnsignedLong(file.get(INT, at));
    }

    /** A 64-bit number; one of 2^63 and more comes out negative, which no address or size is. */
    long i64(long at) throws ModelRefusedException {
        check(at, 8);
        return file.get(LONG, at);
    }

    boolean startsWith(long at, String signature) throws ModelRefusedException {
        byte[] expected = signature.getBytes(StandardCharsets.ISO_8859_1);
        check(at, expected.length);
        return slice(at, expected.length).mismatch(MemorySegment.ofArray(expected)) < 0;
    }

    /** A NUL-terminated name of at most 255 bytes. */
    String name(long at, long end) throws ModelRefusedException {
        StringBuilder name = new StringBuilder();
        for (long i = at; i < end && name.length() < 256; i++) {
            int c = u8(i);
            if (c == 0) {
                return name.toString();
            }
            name.append((char) c);
        }
        throw damaged("a name has no end");
    }

    MemorySegment slice(long at, long bytes) throws ModelRefusedException {
        check(at, bytes);
        return file.asSlice(at, bytes);
    }

    ModelRefusedException damaged(String what) {
        return RefusalRule.WEIGHTS_DAMAGED.at(name, what + "; fetch or save the file again");
    }

    private void check(long at, long bytes) throws ModelRefusedException {
        if (at < 0 || bytes < 0 || at > size() - bytes) {
            throw damaged("an address lies outside of the file");
        }
    }
}
