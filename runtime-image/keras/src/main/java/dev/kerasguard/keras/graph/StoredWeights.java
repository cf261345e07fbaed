package dev.kerasguard.keras.graph;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.RefusalRule;
import dev.kerasguard.keras.hdf5.Hdf5Dataset;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.ByteDataBuffer;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** The weights of a file as constants of one graph: each at most once, however often its layer is called. */
final class StoredWeights {

    private static final int CHUNK = 1 << 20;

    private final Ops tf;
    private final Map<String, Hdf5Dataset> stored;
    private final Map<String, Operand<TFloat32>> constants = new HashMap<>();
    private long parameters;

    StoredWeights(Ops tf, Map<String, Hdf5Dataset> stored) {
        this.tf = tf;
        this.stored = stored;
    }

    /** A weight by its path; nothing is allocated before the stored shape has been found to be the expected one. */
    Operand<TFloat32> constant(String path, List<Long> shape, String place) throws ModelRefusedException {
        Hdf5Dataset dataset = stored.get(path);
        if (dataset == null) {
            throw RefusalRule.WEIGHTS_MISSING.at(
                    place, "its weight " + path + " is not in model.weights.h5; re-save the whole model with Keras 3");
        }
        if (!dataset.shape().equals(shape) || dataset.type() != Hdf5Dataset.ElementType.FLOAT32) {
            throw RefusalRule.WEIGHTS_MISMATCH.at(
                    place,
                    "needs float32 weights of shape " + shape + " and finds " + dataset.shape() + " of type "
                            + dataset.type() + " at " + path + "; re-save the whole model with Keras 3");
        }
        Operand<TFloat32> known = constants.get(path);
        if (known != null) {
            return known;
        }
        Operand<TFloat32> constant = load(dataset);
        constants.put(path, constant);
        parameters += dataset.data().byteSize() / Float.BYTES;
        return constant;
    }

    /** How many numbers have become constants. */
    long parameters() {
        return parameters;
    }

    /** Refuses a file that stores weights of layers which no layer of the configuration takes. */
    void refuseUnused(String container) throws ModelRefusedException {
        for (Map.Entry<String, Hdf5Dataset> each : stored.entrySet()) {
            if (each.getKey().startsWith(container + "/")
                    && each.getValue().type() == Hdf5Dataset.ElementType.FLOAT32
                    && !constants.containsKey(each.getKey())) {
                throw RefusalRule.WEIGHTS_MISMATCH.at(
                        "model.weights.h5 " + each.getKey(),
                        "no layer of config.json takes this weight; re-save the whole model with Keras 3");
            }
        }
    }

    private Operand<TFloat32> load(Hdf5Dataset dataset) {
        long[] shape = dataset.shape().stream().mapToLong(Long::longValue).toArray();
        try (TFloat32 tensor = TFloat32.tensorOf(Shape.of(shape))) {
            ByteDataBuffer target = tensor.asRawTensor().data();
            MemorySegment data = dataset.data();
            byte[] chunk = new byte[(int) Math.min(CHUNK, data.byteSize())];
            for (long at = 0; at < data.byteSize(); at += CHUNK) {
                int length = (int) Math.min(CHUNK, data.byteSize() - at);
                MemorySegment.copy(data, at, MemorySegment.ofArray(chunk), 0, length);
                target.offset(at).write(chunk, 0, length);
            }
            return tf.constantOf(tensor);
        }
    }
}
