package dev.kerasguard.keras.archive;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.RefusalRule;
import dev.kerasguard.keras.weights.Pieces;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.LongFunction;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * One member of an archive, as the central directory declares it.
 *
 * @param name its path in the archive
 * @param method 0 stored, 8 deflated
 * @param crc CRC-32 of the content
 * @param storedBytes how much of the file it takes
 * @param bytes how large its content is
 * @param headerOffset where its local header starts
 */
record ZipMember(String name, int method, int crc, long storedBytes, long bytes, long headerOffset) {

    private static final int STORED = 0;
    private static final int DEFLATED = 8;
    private static final int HEADER_SIGNATURE = 0x04034b50;
    private static final int HEADER_BYTES = 30;
    private static final int CHUNK = 1 << 20;

    /** The sizes come after the content, where whoever wrote the file did not know them before. */
    private static final int SIZES_FOLLOW = 8;

    /** Refuses it when it is larger. */
    void checkSize(long limit) throws ModelRefusedException {
        if (bytes > limit) {
            throw RefusalRule.MODEL_TOO_LARGE.at(
                    name,
                    "has " + bytes + " bytes; the limit is " + limit
                            + "; export larger models as SavedModel with model.export()");
        }
    }

    /**
     * Gives the content, which must be as long as declared and match its checksum.
     *
     * @param allocate gives the memory for what is deflated, as much as is declared
     */
    MemorySegment read(MemorySegment file, LongFunction<MemorySegment> allocate) throws ModelRefusedException {
        ByteBuffer header = ZipDirectory.readAt(file, headerOffset, HEADER_BYTES);
        if (header.getInt(0) != HEADER_SIGNATURE || Short.toUnsignedInt(header.getShort(8)) != method) {
            throw damaged();
        }
        int nameBytes = Short.toUnsignedInt(header.getShort(26));
        int extraBytes = Short.toUnsignedInt(header.getShort(28));
        checkAlike(header, ZipDirectory.readAt(file, headerOffset + HEADER_BYTES, nameBytes + extraBytes), nameBytes);
        long start = headerOffset + HEADER_BYTES + nameBytes + extraBytes;
        if (storedBytes > file.byteSize() - start) {
            throw damaged();
        }
        MemorySegment content = switch (method) {
            case STORED -> stored(file, start);
            case DEFLATED -> inflated(file, start, allocate);
            default ->
                throw RefusalRule.ARCHIVE_UNSAFE.at(
                        name,
                        "is compressed by method " + method
                                + "; only stored and deflated are read; re-save with Keras 3");
        };
        CRC32 actual = new CRC32();
        new Pieces().bytes(content, (_, piece, length) -> actual.update(piece, 0, length));
        if ((int) actual.getValue() != crc) {
            throw damaged();
        }
        return content;
    }

    /** Who reads the file from its start sees only this header; it must say what the directory says. */
    private void checkAlike(ByteBuffer header, ByteBuffer rest, int nameBytes) throws ModelRefusedException {
        byte[] called = new byte[nameBytes];
        rest.get(0, called);
        long[] numbers = Zip64.extra(
                rest,
                nameBytes,
                rest.limit(),
                name,
                Integer.toUnsignedLong(header.getInt(22)),
                Integer.toUnsignedLong(header.getInt(18)));
        boolean later = (header.getShort(6) & SIZES_FOLLOW) != 0 && numbers[0] == 0 && numbers[1] == 0;
        boolean alike = later || (numbers[0] == bytes && numbers[1] == storedBytes);
        if (!name.equals(new String(called, StandardCharsets.UTF_8)) || !alike) {
            throw RefusalRule.ARCHIVE_UNSAFE.at(
                    name,
                    "is said to be two things, so two readers could load two models; re-save the model with Keras 3");
        }
    }

    private MemorySegment stored(MemorySegment file, long start) throws ModelRefusedException {
        if (bytes != storedBytes) {
            throw damaged();
        }
        return file.asSlice(start, bytes);
    }

    private MemorySegment inflated(MemorySegment file, long start, LongFunction<MemorySegment> allocate)
            throws ModelRefusedException {
        if (bytes > Integer.MAX_VALUE) {
            throw RefusalRule.MODEL_TOO_LARGE.at(
                    name, "is compressed and larger than 2 GB; save it with Keras, which does not compress");
        }
        MemorySegment content = allocate.apply(bytes);
        ByteBuffer target = content.asByteBuffer();
        try (Inflater inflater = new Inflater(true)) {
            for (long at = 0; at < storedBytes && !inflater.finished(); at += CHUNK) {
                inflater.setInput(ZipDirectory.readAt(file, start + at, (int) Math.min(CHUNK, storedBytes - at)));
                while (!inflater.needsInput() && !inflater.finished()) {
                    if (inflater.inflate(target) == 0 && !target.hasRemaining()) {
                        break;
                    }
                }
            }
            if (!inflater.finished()) {
                // A stream that fills the target exactly may have only its end mark left.
                inflater.inflate(ByteBuffer.allocate(1));
            }
            if (!inflater.finished() || target.hasRemaining() || inflater.getBytesWritten() != bytes) {
                throw damaged();
            }
        } catch (DataFormatException e) {
            throw damaged();
        }
        return content;
    }

    private ModelRefusedException damaged() {
        return RefusalRule.ARCHIVE_DAMAGED.at(
                name, "does not hold what the archive declares; fetch or save the file again");
    }
}
