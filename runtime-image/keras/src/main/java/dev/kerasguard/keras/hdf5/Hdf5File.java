package dev.kerasguard.keras.hdf5;

import dev.kerasguard.keras.LoadLimits;
import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.RefusalRule;
import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.weights.StoredArray;
import java.lang.foreign.MemorySegment;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The datasets and attributes of an HDF5 file by path, found by walking the whole file once.
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

    private final Hdf5Bytes bytes;
    private final GlobalHeap heap;
    private final Hdf5Budget budget;
    private final Map<String, StoredArray> datasets = new TreeMap<>();
    private final Map<String, Map<String, Hdf5Attribute>> attributes = new TreeMap<>();
    private final Set<Long> visited = new HashSet<>();

    private Hdf5File(Hdf5Bytes bytes, LoadLimits limits) {
        this.bytes = bytes;
        budget = new Hdf5Budget(bytes, limits);
        heap = new GlobalHeap(bytes, budget);
    }

    /**
     * Walks a file.
     *
     * @param file the whole file; datasets are slices of it
     * @param name what refusals call the file, such as {@code model.weights.h5}
     */
    public static Hdf5File read(MemorySegment file, String name, LoadLimits limits) throws ModelRefusedException {
        Hdf5File reader = new Hdf5File(new Hdf5Bytes(file, name), limits);
        reader.walk(reader.rootHeader(), "", 0);
        return reader;
    }

    /** What refusals call the file. */
    public String name() {
        return bytes.name();
    }

    /** The datasets by path, such as {@code layers/dense/vars/0}. */
    public Map<String, StoredArray> datasets() {
        return Collections.unmodifiableMap(datasets);
    }

    /** Whether an object of that path is there. */
    public boolean has(String path) {
        return attributes.containsKey(path);
    }

    /** Whether an object has an attribute of that name. */
    public boolean hasAttribute(String path, String attribute) {
        return attributes.getOrDefault(path, Map.of()).containsKey(attribute);
    }

    /** The strings that an object's attribute holds; none when there is no such attribute, or it holds no strings. */
    public List<String> strings(String path, String attribute) throws ModelRefusedException {
        Hdf5Attribute found = attributes.getOrDefault(path, Map.of()).get(attribute);
        return found == null ? List.of() : found.strings(bytes, heap, budget);
    }

    private long rootHeader() throws ModelRefusedException {
        if (!bytes.startsWith(0, SIGNATURE)) {
            throw bytes.damaged("is not an HDF5 file");
        }
        if (bytes.u8(8) != 0 || bytes.u8(13) != 8 || bytes.u8(14) != 8) {
            throw RefusalRule.WEIGHTS_UNSAFE.at(
                    bytes.name(),
                    "is written in a newer form of HDF5 than Keras writes; re-save with Keras 3 and h5py's defaults");
        }
        if (bytes.i64(24) != 0 || bytes.i64(40) != bytes.size()) {
            throw bytes.damaged("its length is not what it declares");
        }
        return bytes.i64(ROOT_ENTRY + 8);
    }

    private void walk(long header, String path, int depth) throws ModelRefusedException {
        if (!visited.add(header) || depth > MAX_DEPTH) {
            throw RefusalRule.WEIGHTS_UNSAFE.at(
                    place(path), "is reached twice, or the file nests too deep; re-save with Keras 3");
        }
        budget.takeObjects(1, place(path));
        ObjectHeader object = ObjectHeader.read(bytes, header, place(path), budget);
        budget.takeObjects(object.attributes().size(), place(path));
        attributes.put(path, object.attributes());
        if (object.group() != null) {
            for (Map.Entry<String, Long> child : SymbolTable.links(bytes, object.group(), place(path), budget)
                    .entrySet()) {
                String name = child.getKey();
                if (name.isEmpty() || name.equals(".") || name.equals("..") || name.indexOf('/') >= 0) {
                    throw RefusalRule.WEIGHTS_UNSAFE.at(
                            place(path), "holds a name that is a path of its own; re-save with Keras 3");
                }
                walk(child.getValue(), path.isEmpty() ? name : path + "/" + name, depth + 1);
            }
        } else if (object.dataset() != null) {
            StoredArray dataset = object.dataset();
            budget.takeData(dataset.data().byteSize(), place(path));
            datasets.put(path, object.isOpaque() && isBfloat16(path) ? bfloat16(dataset) : dataset);
        }
    }

    /** NumPy has no such type, so Keras says it in an attribute. */
    private boolean isBfloat16(String path) throws ModelRefusedException {
        return strings(path, "dtype").equals(List.of("bfloat16"));
    }

    private static StoredArray bfloat16(StoredArray dataset) {
        return new StoredArray(DType.BFLOAT16, dataset.shape(), dataset.data());
    }

    private String place(String path) {
        return path.isEmpty() ? bytes.name() : bytes.name() + " " + path;
    }
}
