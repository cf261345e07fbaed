package dev.kerasguard.keras.layers.reshaping;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.Shape;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.CallBudget;
import dev.kerasguard.keras.layers.LayerScope;
import dev.kerasguard.keras.layers.TensorLayer;
import dev.kerasguard.keras.layers.spatial.Borders;
import dev.kerasguard.keras.layers.spatial.DataFormat;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** {@code ZeroPadding1D}, {@code ZeroPadding2D}, {@code ZeroPadding3D}: zeros around each dimension. */
record ZeroPaddingLayer(DataFormat format, Borders borders) implements TensorLayer {

    static ZeroPaddingLayer read(Settings settings, int rank) throws ModelRefusedException {
        return new ZeroPaddingLayer(DataFormat.read(settings), Borders.read(settings, "padding", rank));
    }

    @Override
    public Tensor apply(LayerScope scope, Tensor input) throws ModelRefusedException {
        int rank = borders.before().size();
        scope.requireRank(input, rank + 2, "batch, " + rank + " to pad, channels");
        GraphBuilder graph = scope.graph();
        int first = format == DataFormat.CHANNELS_LAST ? 1 : 2;
        List<Long> before = new ArrayList<>(Collections.nCopies(rank + 2, 0L));
        List<Long> after = new ArrayList<>(before);
        Shape least = input.shape();
        for (int i = 0; i < rank; i++) {
            before.set(first + i, (long) borders.before().get(i));
            after.set(first + i, (long) borders.after().get(i));
            least = least.with(
                    first + i, Math.max(input.size(first + i), 1) + before.get(first + i) + after.get(first + i));
        }
        CallBudget.check(least, scope.place());
        return graph.pad(input, 0, before, after);
    }
}
