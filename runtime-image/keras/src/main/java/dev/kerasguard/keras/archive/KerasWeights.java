package dev.kerasguard.keras.archive;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kerasguard.keras.LoadLimits;
import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.RefusalRule;
import dev.kerasguard.keras.config.StrictJson;
import dev.kerasguard.keras.hdf5.Hdf5File;
import dev.kerasguard.keras.weights.NpyArray;
import dev.kerasguard.keras.weights.StoredArray;
import dev.kerasguard.keras.weights.WeightFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The weights of a model in each form that Keras 3 has for them: HDF5, HDF5 in several files, NumPy. */
final class KerasWeights {

    private static final String HDF5 = "model.weights.h5";
    private static final String SHARDS = "model.weights.json";
    private static final String NUMPY = "model.weights.npz";
    private static final String ARRAY = ".npy";
    private static final Pattern SHARD = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_-]{0,99}\\.weights\\.h5");

    private final ModelMembers members;
    private final LoadLimits limits;
    private final Arena arena;
    private long left;

    KerasWeights(ModelMembers members, LoadLimits limits, Arena arena) {
        this.members = members;
        this.limits = limits;
        this.arena = arena;
        left = limits.weightBytes();
    }

    WeightFile.ByPath read() throws ModelRefusedException, IOException {
        if (members.has(HDF5)) {
            return new WeightFile.ByPath(
                    HDF5, Hdf5File.read(content(HDF5), HDF5, limits).datasets());
        }
        if (members.has(SHARDS)) {
            return new WeightFile.ByPath(SHARDS, shards());
        }
        if (members.has(NUMPY)) {
            return new WeightFile.ByPath(NUMPY, numpy());
        }
        throw ModelMembers.missing(HDF5);
    }

    private MemorySegment content(String name) throws ModelRefusedException, IOException {
        MemorySegment content = members.read(name, left, size -> arena.allocate(size, 8));
        left -= content.byteSize();
        return content;
    }

    /** A file says in which others each layer's weights are ({@code ShardedH5IOStore} of Keras 3.10 and later). */
    private Map<String, StoredArray> shards() throws ModelRefusedException, IOException {
        ObjectNode index = StrictJson.object(
                KerasArchive.bytes(members, SHARDS, limits.configBytes()), SHARDS, limits.configValues());
        Map<String, SortedSet<String>> groups = new HashMap<>();
        SortedSet<String> files = new TreeSet<>();
        for (var entry : index.path("weight_map").properties()) {
            SortedSet<String> named = new TreeSet<>();
            for (JsonNode file : entry.getValue().isArray()
                    ? entry.getValue()
                    : index.arrayNode().add(entry.getValue())) {
                if (!file.isTextual() || !SHARD.matcher(file.textValue()).matches()) {
                    throw RefusalRule.WEIGHTS_UNSAFE.at(
                            SHARDS, "names a file otherwise than Keras does; save the weights again with Keras 3");
                }
                named.add(file.textValue());
            }
            groups.put(entry.getKey(), named);
            files.addAll(named);
        }
        if (files.isEmpty() || files.size() > limits.members()) {
            throw RefusalRule.WEIGHTS_DAMAGED.at(
                    SHARDS, "names " + files.size() + " files of weights; save the weights again with Keras 3");
        }
        Map<String, StoredArray> arrays = new HashMap<>();
        for (String file : files) {
            for (var dataset :
                    Hdf5File.read(content(file), file, limits).datasets().entrySet()) {
                String path = dataset.getKey();
                String group = "/" + path.substring(0, Math.max(0, path.lastIndexOf('/')));
                if (!groups.getOrDefault(group, new TreeSet<>()).contains(file)) {
                    throw RefusalRule.WEIGHTS_MISMATCH.at(
                            file + " " + path, "is not where " + SHARDS + " says; keep the files of one save together");
                }
                if (arrays.put(path, dataset.getValue()) != null) {
                    throw RefusalRule.WEIGHTS_UNSAFE.at(
                            file + " " + path, "is in another file too; keep the files of one save together");
                }
            }
        }
        return arrays;
    }

    private Map<String, StoredArray> numpy() throws ModelRefusedException, IOException {
        ZipMembers archive = new ZipMembers(content(NUMPY), limits.members() * 100, 0);
        Map<String, StoredArray> arrays = new HashMap<>();
        for (String name : archive.names()) {
            if (!name.endsWith(ARRAY)) {
                throw RefusalRule.ARCHIVE_UNSAFE.at(
                        NUMPY + " " + name, "is no array of NumPy; save the weights again with Keras 3");
            }
            MemorySegment content = archive.read(name, limits.weightBytes(), size -> arena.allocate(size, 8));
            String path = name.substring(0, name.length() - ARRAY.length());
            arrays.put(path, NpyArray.read(content, NUMPY + " " + name));
        }
        return arrays;
    }
}
