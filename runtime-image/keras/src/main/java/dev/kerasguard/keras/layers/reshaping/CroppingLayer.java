package dev.kerasguard.keras.layers.reshaping;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.ArrayOp;
import dev.kerasguard.keras.graph.Shape;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.LayerScope;
import dev.kerasguard.keras.layers.TensorLayer;
import dev.kerasguard.keras.layers.spatial.Borders;
import dev.kerasguard.keras.layers.spatial.DataFormat;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** {@code Cropping1D}, {@code Cropping2D}, {@code Cropping3D}: without the borders of each dimension. */
record CroppingLayer(DataFormat format, Borders borders) implements TensorLayer {

    static CroppingLayer read(Settings settings, int rank) throws ModelRefusedException {
        return new CroppingLayer(DataFormat.read(settings), Borders.read(settings, "cropping", rank));
    }

    @Override
    public Tensor apply(LayerScope scope, Tensor input) throws ModelRefusedException {
        int rank = borders.before().size();
        scope.requireRank(input, rank + 2, "batch, " + rank + " to crop, channels");
        int first = format == DataFormat.CHANNELS_LAST ? 1 : 2;
        List<Long> begin = new ArrayList<>(Collections.nCopies(rank + 2, 0L));
        List<Long> end = new ArrayList<>(Collections.nCopies(rank + 2, Long.MAX_VALUE));
        for (int i = 0; i < rank; i++) {
            int before = borders.before().get(i);
            int after = borders.after().get(i);
            long size = input.size(first + i);
            if (size != Shape.ANY && before + after >= size) {
                throw scope.invalid("crops all of its dimension " + (first + i) + " of size " + size);
            }
            begin.set(first + i, (long) before);
            end.set(first + i, after == 0 ? Long.MAX_VALUE : -after);
        }
        return scope.graph().op(new ArrayOp.Slice(begin, end, Collections.nCopies(rank + 2, 1L)), input);
    }
}
