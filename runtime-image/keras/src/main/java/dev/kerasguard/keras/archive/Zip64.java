package dev.kerasguard.keras.archive;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.RefusalRule;
import java.nio.ByteBuffer;

/**
 * The numbers of 64 bits that a ZIP file has beside those of 32 (APPNOTE.TXT 6.3.10, sections 4.3.14, 4.3.15 and
 * 4.5.3), as Python writes them for files above 2 GB, and for any that it was told to. What is said twice must be said
 * alike.
 */
final class Zip64 {

    /** What stands where a number has 64 bits elsewhere. */
    static final long ELSEWHERE = 0xffffffffL;

    static final int LOCATOR_BYTES = 20;
    static final int END_BYTES = 56;

    private static final int ELSEWHERE_SHORT = 0xffff;
    private static final int LOCATOR_SIGNATURE = 0x07064b50;
    private static final int END_SIGNATURE = 0x06064b50;
    private static final int EXTRA = 1;
    private static final int EXTRA_HEADER_BYTES = 4;

    private Zip64() {}

    /**
     * Where the directory is.
     *
     * @param members how many it lists
     * @param bytes how long it is
     * @param offset where it starts
     * @param end where it must end
     */
    record Directory(long members, long bytes, long offset, long end) {}

    /** Whether the bytes before the end record say that there is one of 64 bits. */
    static boolean isLocator(ByteBuffer tail, int at) {
        return at >= 0 && tail.getInt(at) == LOCATOR_SIGNATURE;
    }

    /** Where the end record of 64 bits starts. */
    static long endOffset(ByteBuffer tail, int locator) throws ModelRefusedException {
        if (tail.getInt(locator + 4) != 0 || tail.getInt(locator + 16) != 1) {
            throw RefusalRule.ARCHIVE_UNSAFE.at("archive", "is one part of several; re-save the model as one file");
        }
        return tail.getLong(locator + 8);
    }

    /**
     * The end record of 64 bits.
     *
     * @param short32 what the end record of 32 bits says
     * @param end the record
     * @param at where it starts
     * @param locator where its locator starts, right after it
     */
    static Directory directory(Directory short32, ByteBuffer end, long at, long locator) throws ModelRefusedException {
        Directory found = new Directory(end.getLong(32), end.getLong(40), end.getLong(48), at);
        if (end.getInt(0) != END_SIGNATURE || end.getLong(4) != END_BYTES - 12 || at + END_BYTES != locator) {
            throw damaged("archive");
        }
        if (end.getInt(16) != 0 || end.getInt(20) != 0 || end.getLong(24) != found.members()) {
            throw RefusalRule.ARCHIVE_UNSAFE.at("archive", "is one part of several; re-save the model as one file");
        }
        boolean alike = (short32.members() == ELSEWHERE_SHORT || short32.members() == found.members())
                && (short32.bytes() == ELSEWHERE || short32.bytes() == found.bytes())
                && (short32.offset() == ELSEWHERE || short32.offset() == found.offset());
        if (!alike || found.members() < 0 || found.bytes() < 0 || found.offset() < 0) {
            throw RefusalRule.ARCHIVE_UNSAFE.at(
                    "archive", "says two things of its directory, so two readers could load two models; re-save it");
        }
        return found;
    }

    /**
     * The numbers of a member in its extra field, in their order; those that are not elsewhere come out as they are.
     *
     * @param name the member, for refusals
     * @param from where the extra field starts
     * @param to where it ends
     */
    static long[] extra(ByteBuffer buffer, int from, int to, String name, long... numbers)
            throws ModelRefusedException {
        long[] found = numbers.clone();
        boolean seen = false;
        for (int at = from; at < to; ) {
            if (to - at < EXTRA_HEADER_BYTES) {
                throw damaged(name);
            }
            int bytes = Short.toUnsignedInt(buffer.getShort(at + 2));
            int value = at + EXTRA_HEADER_BYTES;
            if (bytes > to - value) {
                throw damaged(name);
            }
            if (Short.toUnsignedInt(buffer.getShort(at)) == EXTRA) {
                if (seen) {
                    throw RefusalRule.ARCHIVE_UNSAFE.at(
                            name, "has two sizes, so two readers could load two models; re-save with Keras 3");
                }
                seen = true;
                int next = value;
                for (int i = 0; i < numbers.length; i++) {
                    if (numbers[i] == ELSEWHERE) {
                        if (next + Long.BYTES > value + bytes) {
                            throw damaged(name);
                        }
                        found[i] = buffer.getLong(next);
                        next += Long.BYTES;
                    }
                }
            }
            at = value + bytes;
        }
        for (int i = 0; i < numbers.length; i++) {
            if (found[i] < 0 || (numbers[i] == ELSEWHERE && !seen)) {
                throw damaged(name);
            }
        }
        return found;
    }

    private static ModelRefusedException damaged(String place) {
        return RefusalRule.ARCHIVE_DAMAGED.at(place, "its sizes of 64 bits are damaged; fetch or save the file again");
    }
}
