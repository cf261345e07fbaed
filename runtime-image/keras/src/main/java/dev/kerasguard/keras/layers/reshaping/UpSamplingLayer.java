package dev.kerasguard.keras.layers.reshaping;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.ImageOp;
import dev.kerasguard.keras.graph.ImageOp.Extent;
import dev.kerasguard.keras.graph.ImageOp.Interpolation;
import dev.kerasguard.keras.graph.Shape;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.CallBudget;
import dev.kerasguard.keras.layers.LayerScope;
import dev.kerasguard.keras.layers.TensorLayer;
import dev.kerasguard.keras.layers.spatial.DataFormat;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * {@code UpSampling1D}, {@code UpSampling2D}, {@code UpSampling3D}: each element several times, or for images
 * interpolated between them.
 */
record UpSamplingLayer(DataFormat format, List<Integer> times, Interpolation interpolation) implements TensorLayer {
    UpSamplingLayer {
        times = List.copyOf(times);
    }

    static UpSamplingLayer read(Settings settings, int rank) throws ModelRefusedException {
        String interpolation = rank == 2 ? settings.string("interpolation", "nearest") : "nearest";
        return new UpSamplingLayer(
                rank == 1 ? DataFormat.CHANNELS_LAST : DataFormat.read(settings),
                settings.sizes("size", rank, 1, Collections.nCopies(rank, 2)),
                Interpolation.of(interpolation.toLowerCase(Locale.ROOT))
                        .orElseThrow(() -> settings.unsupported("interpolation", Interpolation.names())));
    }

    @Override
    public Tensor apply(LayerScope scope, Tensor input) throws ModelRefusedException {
        int rank = times.size();
        scope.requireRank(input, rank + 2, "batch, " + rank + " to enlarge, channels");
        GraphBuilder graph = scope.graph();
        Tensor x = format.toLast(graph, input);
        Shape least = x.shape();
        for (int i = 0; i < rank; i++) {
            least = least.with(i + 1, Math.max(x.size(i + 1), 1) * times.get(i));
        }
        CallBudget.check(least, scope.place());
        if (rank == 2) {
            ImageOp.Resize resize = new ImageOp.Resize(
                    interpolation, false, new Extent.Times(times.getFirst()), new Extent.Times(times.getLast()));
            x = graph.cast(graph.op(resize, x), input.dtype());
        } else {
            for (int i = 0; i < rank; i++) {
                x = Repetition.along(graph, x, i + 1, times.get(i));
            }
        }
        return format.fromLast(graph, x);
    }
}
