package dev.kerasguard.keras.hdf5;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.RefusalRule;
import java.lang.foreign.MemorySegment;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Every dataset of an HDF5 file by its path, found by walking the whole file once.
 *
 * <p>Read is what h5py writes for Keras: superblock 0 with old-style groups, hard links, contiguous or compact storage.
 * Refused is everything by which HDF5 can reach outside of the file, at one place twice, or grow: external and soft
 * links, external storage, virtual datasets, chunks and filters, objects with two names. So a file's datasets never add
 * up to more than the file.
 *
 * <p>Format: HDF5 File Format Specification 3.0, the sections that the classes name.
 */
public final class Hdf5File {

    private static final String SIGNATURE = "\u0089HDF\r\n\u001a\n";
    private static final long ROOT_ENTRY = 56;
    private static final int MAX_DEPTH = 64;
    private static final int MAX_OBJECTS = 200_000;

    private final Hdf5Bytes bytes;
    private final Map<String, Hdf5Dataset> datasets = new TreeMap<>();
    private final Set<Long> visited = new HashSet<>();
    private long stored;

    private Hdf5File(Hdf5Bytes bytes) {
        this.bytes = bytes;
    }

    /**
     * Walks a file.
     *
     * @param file the whole file; datasets are slices of it
     * @return the datasets by path, such as {@code layers/dense/vars/0}
     */
    public static Map<String, Hdf5Dataset> read(MemorySegment file) throws ModelRefusedException {
        Hdf5File reader = new Hdf5File(new Hdf5Bytes(file));
        reader.walk(reader.rootHeader(), "", 0);
        return Map.copyOf(reader.datasets);
    }

    private long rootHeader() throws ModelRefusedException {
        if (!bytes.startsWith(0, SIGNATURE)) {
            throw Hdf5Bytes.damaged("is not an HDF5 file");
        }
        if (bytes.u8(8) != 0 || bytes.u8(13) != 8 || bytes.u8(14) != 8) {
            throw RefusalRule.WEIGHTS_UNSAFE.at(
                    "model.weights.h5",
                    "is written in a newer form of HDF5 than Keras writes; re-save with Keras 3 and h5py's defaults");
        }
        if (bytes.i64(24) != 0 || bytes.i64(40) != bytes.size()) {
            throw Hdf5Bytes.damaged("its length is not what it declares");
        }
        return bytes.i64(ROOT_ENTRY + 8);
    }

    private void walk(long header, String path, int depth) throws ModelRefusedException {
        if (!visited.add(header) || visited.size() > MAX_OBJECTS || depth > MAX_DEPTH) {
            throw RefusalRule.WEIGHTS_UNSAFE.at(
                    place(path),
                    "is reached twice, or the file nests too deep or holds too many objects; re-save with Keras 3");
        }
        ObjectHeader object = ObjectHeader.read(bytes, header, place(path));
        if (object.group() != null) {
            for (Map.Entry<String, Long> child :
                    SymbolTable.links(bytes, object.group(), place(path)).entrySet()) {
                String name = child.getKey();
                if (name.isEmpty() || name.equals(".") || name.equals("..") || name.indexOf('/') >= 0) {
                    throw RefusalRule.WEIGHTS_UNSAFE.at(
                            place(path), "holds a name that is a path of its own; re-save with Keras 3");
                }
                walk(child.getValue(), path.isEmpty() ? name : path + "/" + name, depth + 1);
            }
        } else if (object.dataset() != null) {
            Hdf5Dataset dataset = object.dataset();
            stored += dataset.data().byteSize();
            if (stored > bytes.size()) {
                throw RefusalRule.WEIGHTS_UNSAFE.at(place(path), "two weights share their bytes; re-save with Keras 3");
            }
            datasets.put(path, dataset);
        }
    }

    private static String place(String path) {
        return path.isEmpty() ? "model.weights.h5" : "model.weights.h5 " + path;
    }
}
