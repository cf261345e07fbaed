package dev.kerasguard.keras.layers.reshaping;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.Dim;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.LayerScope;
import dev.kerasguard.keras.layers.TensorLayer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** {@code Reshape}: the sizes of all dimensions but the batch, of which one may be -1 for what is left. */
record ReshapeLayer(List<Integer> target) implements TensorLayer {

    private static final int MAX_RANK = 16;

    ReshapeLayer {
        target = List.copyOf(target);
    }

    static ReshapeLayer read(Settings settings) throws ModelRefusedException {
        settings.array("target_shape");
        List<Integer> target = settings.integers("target_shape", -1);
        if (Collections.frequency(target, -1) > 1 || target.contains(0) || target.size() > MAX_RANK) {
            throw settings.invalid(
                    "target_shape", "must be at most " + MAX_RANK + " sizes above 0, of which one may be -1");
        }
        return new ReshapeLayer(target);
    }

    @Override
    public Tensor apply(LayerScope scope, Tensor input) {
        List<Dim> dims = new ArrayList<>();
        dims.add(Dim.same(0));
        for (int size : target) {
            dims.add(size == -1 ? Dim.REST : Dim.of(size));
        }
        return scope.graph().reshape(input, dims.toArray(new Dim[0]));
    }
}
