package dev.kerasguard.keras.archive;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.RefusalRule;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The central directory of a ZIP file, read by hand: a library that finds a member by name answers with one of two
 * duplicates, and another library with the other.
 *
 * <p>Layout: APPNOTE.TXT 6.3.10, sections 4.3.12 and 4.3.16.
 */
final class ZipDirectory {

    private static final int END_SIGNATURE = 0x06054b50;
    private static final int END_BYTES = 22;
    private static final int MAX_COMMENT = 0xffff;
    private static final int MEMBER_SIGNATURE = 0x02014b50;
    private static final int MEMBER_BYTES = 46;
    private static final int MAX_DIRECTORY_BYTES = 1 << 20;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*)*/?");
    private static final int ENCRYPTED = 1;

    private final Map<String, ZipMember> members;

    private ZipDirectory(Map<String, ZipMember> members) {
        this.members = members;
    }

    static ZipDirectory read(MemorySegment file, int maxMembers) throws ModelRefusedException {
        long size = file.byteSize();
        int tailBytes = (int) Math.min(size, END_BYTES + MAX_COMMENT);
        ByteBuffer tail = readAt(file, size - tailBytes, tailBytes);
        int end = endRecord(tail);
        if (tail.getShort(end + 4) != 0
                || tail.getShort(end + 6) != 0
                || tail.getShort(end + 8) != tail.getShort(end + 10)) {
            throw RefusalRule.ARCHIVE_UNSAFE.at("archive", "is one part of several; re-save the model as one file");
        }
        Zip64.Directory found = new Zip64.Directory(
                Short.toUnsignedInt(tail.getShort(end + 10)),
                Integer.toUnsignedLong(tail.getInt(end + 12)),
                Integer.toUnsignedLong(tail.getInt(end + 16)),
                size - tailBytes + end);
        int locator = end - Zip64.LOCATOR_BYTES;
        // Python believes a locator wherever one stands before the end, and others only where a number is missing.
        if (Zip64.isLocator(tail, locator)) {
            long at = Zip64.endOffset(tail, locator);
            ByteBuffer record = readAt(file, at, Zip64.END_BYTES);
            found = Zip64.directory(found, record, at, size - tailBytes + locator);
        }
        if (found.members() > maxMembers || found.bytes() > MAX_DIRECTORY_BYTES) {
            throw RefusalRule.ARCHIVE_UNSAFE.at(
                    "archive",
                    "has " + found.members() + " members in a directory of " + found.bytes() + " bytes; a Keras file"
                            + " has a handful, and " + maxMembers + " members are the limit; re-save it with Keras 3");
        }
        if (found.offset() != found.end() - found.bytes()) {
            throw RefusalRule.ARCHIVE_DAMAGED.at("archive", "its directory is not where it says; fetch the file again");
        }
        ByteBuffer directory = readAt(file, found.offset(), (int) found.bytes());
        return new ZipDirectory(members(directory, (int) found.members(), found.offset()));
    }

    @Nullable ZipMember find(String name) {
        return members.get(name);
    }

    Set<String> names() {
        return members.keySet();
    }

    private static int endRecord(ByteBuffer tail) throws ModelRefusedException {
        for (int i = tail.limit() - END_BYTES; i >= 0; i--) {
            if (tail.getInt(i) == END_SIGNATURE
                    && i + END_BYTES + Short.toUnsignedInt(tail.getShort(i + 20)) == tail.limit()) {
                return i;
            }
        }
        throw RefusalRule.ARCHIVE_DAMAGED.at("archive", "has no end: the file was cut short; fetch or save it again");
    }

    private static Map<String, ZipMember> members(ByteBuffer directory, int count, long directoryOffset)
            throws ModelRefusedException {
        Map<String, ZipMember> members = new LinkedHashMap<>();
        int at = 0;
        for (int i = 0; i < count; i++) {
            if (directory.limit() - at < MEMBER_BYTES || directory.getInt(at) != MEMBER_SIGNATURE) {
                throw RefusalRule.ARCHIVE_DAMAGED.at(
                        "archive", "its directory is damaged; fetch or save the file again");
            }
            int nameBytes = Short.toUnsignedInt(directory.getShort(at + 28));
            int next = at
                    + MEMBER_BYTES
                    + nameBytes
                    + Short.toUnsignedInt(directory.getShort(at + 30))
                    + Short.toUnsignedInt(directory.getShort(at + 32));
            if (next > directory.limit()) {
                throw RefusalRule.ARCHIVE_DAMAGED.at(
                        "archive", "its directory is damaged; fetch or save the file again");
            }
            ZipMember member = member(directory, at, nameBytes);
            if (member.headerOffset() >= directoryOffset) {
                throw RefusalRule.ARCHIVE_DAMAGED.at(
                        member.name(), "lies outside the archive; fetch or save the file again");
            }
            if (members.put(member.name(), member) != null) {
                throw RefusalRule.ARCHIVE_UNSAFE.at(
                        member.name(), "is there twice, so two readers could load two models; re-save with Keras 3");
            }
            at = next;
        }
        if (at != directory.limit()) {
            throw RefusalRule.ARCHIVE_DAMAGED.at("archive", "its directory is damaged; fetch or save the file again");
        }
        return members;
    }

    private static ZipMember member(ByteBuffer directory, int at, int nameBytes) throws ModelRefusedException {
        byte[] raw = new byte[nameBytes];
        directory.get(at + MEMBER_BYTES, raw);
        String name = new String(raw, StandardCharsets.UTF_8);
        if (!NAME.matcher(name).matches() || name.contains("..")) {
            throw RefusalRule.ARCHIVE_UNSAFE.at(
                    "archive", "a member's name is not a plain relative path; re-save the model with Keras 3");
        }
        if ((directory.getShort(at + 8) & ENCRYPTED) != 0) {
            throw RefusalRule.ARCHIVE_UNSAFE.at(name, "is encrypted; re-save the model with Keras 3");
        }
        int extra = at + MEMBER_BYTES + nameBytes;
        long[] numbers = Zip64.extra(
                directory,
                extra,
                extra + Short.toUnsignedInt(directory.getShort(at + 30)),
                name,
                Integer.toUnsignedLong(directory.getInt(at + 24)),
                Integer.toUnsignedLong(directory.getInt(at + 20)),
                Integer.toUnsignedLong(directory.getInt(at + 42)));
        return new ZipMember(
                name,
                Short.toUnsignedInt(directory.getShort(at + 10)),
                directory.getInt(at + 16),
                numbers[1],
                numbers[0],
                numbers[2]);
    }

    /** Copies exactly so many bytes, little endian. */
    static ByteBuffer readAt(MemorySegment file, long offset, int bytes) throws ModelRefusedException {
        if (offset < 0 || offset > file.byteSize() - bytes) {
            throw RefusalRule.ARCHIVE_DAMAGED.at("archive", "was cut short; fetch or save the file again");
        }
        byte[] copy = new byte[bytes];
        MemorySegment.copy(file, ValueLayout.JAVA_BYTE, offset, copy, 0, bytes);
        return ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN);
    }
}
