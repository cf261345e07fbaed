package dev.kerasguard.keras.hdf5;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.RefusalRule;
import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.weights.StoredArray;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One object of the file (section IV.A): a group, a dataset, or nothing that matters. */
final class ObjectHeader {

    private static final int PREFIX_BYTES = 16;
    private static final int MESSAGE_BYTES = 8;
    private static final int MAX_MESSAGES = 10_000;
    private static final int SHARED = 2;
    private static final int COMPACT = 0;
    private static final int CONTIGUOUS = 1;

    private final Hdf5Bytes bytes;
    private final String place;
    private SymbolTable.@Nullable Address group;
    private @Nullable List<Long> shape;
    private final Map<String, Hdf5Attribute> attributes = new LinkedHashMap<>(0);
    private @Nullable DType type;
    private boolean typed;
    private boolean opaque;
    private long elementBytes;
    private @Nullable MemorySegment data;
    private @Nullable StoredArray dataset;

    private ObjectHeader(Hdf5Bytes bytes, String place) {
        this.bytes = bytes;
        this.place = place;
    }

    static ObjectHeader read(Hdf5Bytes bytes, long at, String place, Hdf5Budget budget) throws ModelRefusedException {
        ObjectHeader header = new ObjectHeader(bytes, place);
        header.blocks(at, budget);
        header.finish();
        return header;
    }

    SymbolTable.@Nullable Address group() {
        return group;
    }

    @Nullable StoredArray dataset() {
        return dataset;
    }

    Map<String, Hdf5Attribute> attributes() {
        return attributes;
    }

    /** Whether only an attribute can say what its elements are. */
    boolean isOpaque() {
        return opaque;
    }

    private record Block(long at, long bytes) {}

    private void blocks(long at, Hdf5Budget budget) throws ModelRefusedException {
        if (bytes.u8(at) != 1) {
            throw unsafe("is written in a newer form of HDF5 than Keras writes");
        }
        int remaining = Math.min(bytes.u16(at + 2), MAX_MESSAGES);
        Deque<Block> blocks = new ArrayDeque<>();
        blocks.add(new Block(at + PREFIX_BYTES, bytes.u32(at + 8)));
        while (!blocks.isEmpty() && remaining > 0) {
            Block block = blocks.remove();
            bytes.slice(block.at(), block.bytes());
            long end = block.at() + block.bytes();
            for (long message = block.at(); message <= end - MESSAGE_BYTES && remaining > 0; remaining--) {
                budget.takeStep(place);
                int size = bytes.u16(message + 2);
                long body = message + MESSAGE_BYTES;
                if (size > end - body) {
                    throw bytes.damaged("a message is longer than its object");
                }
                message(bytes.u16(message), bytes.u8(message + 4), body, size, blocks);
                message = body + size;
            }
        }
    }

    private void message(int kind, int flags, long body, int size, Deque<Block> blocks) throws ModelRefusedException {
        switch (kind) {
            case 0x01, 0x03, 0x08, 0x0c -> {
                if ((flags & SHARED) != 0) {
                    throw unsafe("shares its description with another object");
                }
                switch (kind) {
                    case 0x01 -> shape = Dataspace.read(bytes, body, place);
                    case 0x03 -> datatype(body);
                    case 0x08 -> layout(body, size);
                    default -> attribute(body, size);
                }
            }
            case 0x02, 0x06 -> throw unsafe("is a group in a newer form of HDF5 than Keras writes");
            case 0x07 -> throw unsafe("keeps its data in another file");
            case 0x0b -> throw unsafe("is compressed or filtered, which Keras never does");
            case 0x15 -> throw unsafe("keeps its attributes in a newer form of HDF5 than Keras writes");
            case 0x10 -> blocks.add(new Block(bytes.i64(body), bytes.i64(body + 8)));
            case 0x11 -> group = new SymbolTable.Address(bytes.i64(body), bytes.i64(body + 8));
            default -> {
                // Fill values, times and padding say nothing about the weights.
            }
        }
    }

    private void attribute(long at, int size) throws ModelRefusedException {
        Hdf5Attribute attribute = Hdf5Attribute.read(bytes, at, size, place);
        if (attributes.put(attribute.name(), attribute) != null) {
            throw unsafe("has two attributes of one name");
        }
    }

    private void datatype(long at) throws ModelRefusedException {
        elementBytes = bytes.u32(at + 4);
        type = ElementTypes.read(bytes, at);
        opaque = ElementTypes.isTwoOpaqueBytes(bytes, at);
        typed = true;
    }

    private void layout(long at, int size) throws ModelRefusedException {
        int version = bytes.u8(at);
        int storage = bytes.u8(at + 1);
        if (version != 3 && version != 4) {
            throw unsafe("is stored in a form of HDF5 that Keras does not write");
        }
        data = switch (storage) {
            case COMPACT -> {
                int length = bytes.u16(at + 2);
                if (length > size - 4) {
                    throw bytes.damaged("a weight is longer than its object");
                }
                yield bytes.slice(at + 4, length);
            }
            case CONTIGUOUS -> {
                long length = bytes.i64(at + 10);
                yield length == 0 ? MemorySegment.NULL : bytes.slice(bytes.i64(at + 2), length);
            }
            default -> throw unsafe("is stored in chunks or made of other datasets, which Keras never writes");
        };
    }

    private void finish() throws ModelRefusedException {
        if (shape == null || !typed || data == null) {
            return;
        }
        long expected = elementBytes;
        for (long dimension : shape) {
            if (dimension < 0 || (dimension > 0 && expected > bytes.size() / dimension)) {
                throw unsafe("declares the shape " + shape + ", more than the whole file holds");
            }
            expected *= dimension;
        }
        if (expected != data.byteSize()) {
            throw unsafe("declares " + expected + " bytes by its shape " + shape + " and stores " + data.byteSize());
        }
        dataset = new StoredArray(type, shape, data);
    }

    private ModelRefusedException unsafe(String what) {
        return RefusalRule.WEIGHTS_UNSAFE.at(place, what + "; re-save the model with Keras 3");
    }
}
