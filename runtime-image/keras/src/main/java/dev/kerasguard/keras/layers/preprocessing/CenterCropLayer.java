package dev.kerasguard.keras.layers.preprocessing;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.ImageOp;
import dev.kerasguard.keras.graph.ImageOp.CropKind;
import dev.kerasguard.keras.graph.ImageOp.Extent;
import dev.kerasguard.keras.graph.ImageOp.Interpolation;
import dev.kerasguard.keras.graph.Shape;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.LayerScope;
import dev.kerasguard.keras.layers.TensorLayer;
import dev.kerasguard.keras.layers.spatial.DataFormat;

/** {@code CenterCrop}: the middle of an image; one that is too small is cropped to the shape and then enlarged. */
record CenterCropLayer(DataFormat format, int height, int width) implements TensorLayer {

    static CenterCropLayer read(Settings settings) throws ModelRefusedException {
        return new CenterCropLayer(
                DataFormat.read(settings), settings.integer("height", 1), settings.integer("width", 1));
    }

    @Override
    public Tensor apply(LayerScope scope, Tensor input) throws ModelRefusedException {
        scope.requireRank(input, 4, "batch, rows, columns, channels");
        GraphBuilder graph = scope.graph();
        Tensor x = format.toLast(graph, graph.cast(input, scope.policy().compute()));
        Tensor middle = graph.op(new ImageOp.CropMiddle(CropKind.CENTER, height, width), x);
        if (middle.size(1) != height || middle.size(2) != width) {
            boolean known = middle.size(1) != Shape.ANY && middle.size(2) != Shape.ANY;
            // Resizing to the size that an image has leaves each of its numbers as it is.
            Tensor resized = graph.op(
                    new ImageOp.Resize(Interpolation.BILINEAR, false, new Extent.To(height), new Extent.To(width)),
                    middle);
            // As in Keras, whatever the layer computes in, an image that is resized becomes float32.
            middle = known ? resized : graph.cast(resized, x.dtype());
        }
        return format.fromLast(graph, middle);
    }
}
