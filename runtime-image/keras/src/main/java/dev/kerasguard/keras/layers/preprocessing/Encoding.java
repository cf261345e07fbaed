package dev.kerasguard.keras.layers.preprocessing;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.IndexOp;
import dev.kerasguard.keras.graph.ReduceOp;
import dev.kerasguard.keras.graph.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What becomes of indices: the setting {@code output_mode} of the layers that make them. */
enum Encoding {
    INT,
    ONE_HOT,
    MULTI_HOT,
    COUNT,
    /** Counts times a weight for each index. */
    TF_IDF;

    /** The setting {@code output_mode}, which must be among some. */
    static Encoding read(Settings settings, String otherwise, Set<Encoding> supported) throws ModelRefusedException {
        if (settings.bool("sparse", false)) {
            throw settings.unsupported("sparse", "false");
        }
        String name = switch (settings.string("output_mode", otherwise)) {
            case "binary" -> "multi_hot";
            case "tf-idf" -> "tf_idf";
            case String other -> other;
        };
        for (Encoding each : supported) {
            if (each.name().toLowerCase(Locale.ROOT).equals(name)) {
                return each;
            }
        }
        throw settings.unsupported("output_mode", supported.toString().toLowerCase(Locale.ROOT));
    }

    /**
     * Encodes indices.
     *
     * @param indices whole numbers
     * @param depth indices from here on are left out
     * @param dtype of the result
     * @param weights for counts, one for each index; null for 1
     */
    Tensor of(GraphBuilder graph, Tensor indices, long depth, DType dtype, @Nullable Tensor weights) {
        if (this == INT) {
            return graph.cast(indices, dtype);
        }
        Tensor x = indices.rank() == 0 ? graph.expandDims(indices, 0) : indices;
        if (this == ONE_HOT) {
            Tensor single = x.rank() > 1 && x.size(-1) == 1 ? graph.squeeze(x, -1) : x;
            return graph.oneHot(graph.cast(single, DType.INT64), (int) depth, dtype);
        }
        if (x.rank() <= 2) {
            return counted(graph, x, depth, dtype, weights);
        }
        // Keras sums up along the second dimension, whatever the rank.
        Tensor hot = graph.oneHot(graph.cast(x, DType.INT64), (int) depth, weights == null ? dtype : weights.dtype());
        if (weights != null) {
            hot = graph.multiply(hot, graph.expandDims(weights, -1));
        }
        return graph.reduce(this == MULTI_HOT ? ReduceOp.Kind.MAX : ReduceOp.Kind.SUM, hot, false, 1);
    }

    private Tensor counted(GraphBuilder graph, Tensor x, long depth, DType dtype, @Nullable Tensor weights) {
        Tensor whole = x.dtype() == DType.INT32 || x.dtype() == DType.INT64 ? x : graph.cast(x, DType.INT64);
        boolean direct = dtype == DType.INT32 || dtype == DType.INT64 || dtype == DType.FLOAT64;
        DType type = weights != null ? weights.dtype() : direct ? dtype : DType.FLOAT32;
        List<Tensor> inputs = new ArrayList<>(List.of(whole));
        if (weights != null) {
            inputs.add(weights);
        }
        Tensor counts = graph.add(new IndexOp.Bincount(depth, this == MULTI_HOT, type), inputs)
                .output();
        return graph.cast(counts, dtype);
    }
}
