package dev.kerasguard.keras.layers.reshaping;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.LayerScope;
import dev.kerasguard.keras.layers.TensorLayer;
import java.util.List;
import java.util.stream.IntStream;

/** {@code Permute}: all dimensions but the batch in another order, counted from 1. */
record PermuteLayer(List<Integer> dims) implements TensorLayer {
    PermuteLayer {
        dims = List.copyOf(dims);
    }

    static PermuteLayer read(Settings settings) throws ModelRefusedException {
        settings.array("dims");
        List<Integer> dims = settings.integers("dims", 1);
        List<Integer> sorted = dims.stream().sorted().toList();
        if (!sorted.equals(IntStream.rangeClosed(1, dims.size()).boxed().toList())) {
            throw settings.invalid("dims", "must be each number from 1 to how many there are, in any order");
        }
        return new PermuteLayer(dims);
    }

    @Override
    public Tensor apply(LayerScope scope, Tensor input) throws ModelRefusedException {
        scope.requireRank(input, dims.size() + 1, "batch, then those of \"dims\"");
        int[] order = IntStream.concat(IntStream.of(0), dims.stream().mapToInt(Integer::intValue))
                .toArray();
        return scope.graph().transpose(input, order);
    }
}
