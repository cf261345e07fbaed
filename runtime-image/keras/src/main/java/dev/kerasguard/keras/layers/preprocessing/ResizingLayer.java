package dev.kerasguard.keras.layers.preprocessing;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.ElementwiseOp.UnaryKind;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.ImageOp;
import dev.kerasguard.keras.graph.ImageOp.CropKind;
import dev.kerasguard.keras.graph.ImageOp.Extent;
import dev.kerasguard.keras.graph.ImageOp.Interpolation;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.CallBudget;
import dev.kerasguard.keras.layers.LayerScope;
import dev.kerasguard.keras.layers.TensorLayer;
import dev.kerasguard.keras.layers.spatial.DataFormat;

/**
 * {@code Resizing}: images of another size, which first may be cropped or padded to the shape of the target. Whole
 * numbers stay whole numbers.
 *
 * @param fill what is added where images are padded
 */
record ResizingLayer(
        DataFormat format,
        int height,
        int width,
        Interpolation interpolation,
        boolean antialias,
        Aspect aspect,
        float fill)
        implements TensorLayer {

    /** How an image gets the shape of the target. */
    enum Aspect {
        STRETCH,
        CROP,
        PAD
    }

    static ResizingLayer read(Settings settings) throws ModelRefusedException {
        boolean crop = settings.bool("crop_to_aspect_ratio", false);
        boolean pad = settings.bool("pad_to_aspect_ratio", false);
        if (crop && pad) {
            throw settings.invalid("crop_to_aspect_ratio", "and \"pad_to_aspect_ratio\" cannot both be true");
        }
        if (!settings.string("fill_mode", "constant").equals("constant")) {
            throw settings.unsupported("fill_mode", "constant");
        }
        return new ResizingLayer(
                DataFormat.read(settings),
                settings.integer("height", 1),
                settings.integer("width", 1),
                Interpolation.of(settings.string("interpolation", "bilinear"))
                        .orElseThrow(() -> settings.unsupported("interpolation", Interpolation.names())),
                settings.bool("antialias", false),
                crop ? Aspect.CROP : pad ? Aspect.PAD : Aspect.STRETCH,
                settings.number("fill_value", 0));
    }

    @Override
    public Tensor apply(LayerScope scope, Tensor input) throws ModelRefusedException {
        scope.requireRank(input, 4, "batch, rows, columns, channels");
        GraphBuilder graph = scope.graph();
        Tensor x = format.toLast(graph, input);
        Tensor shaped = switch (aspect) {
            case STRETCH -> x;
            case CROP -> graph.op(new ImageOp.CropMiddle(CropKind.TO_ASPECT, height, width), x);
            case PAD -> graph.op(new ImageOp.PadToAspect(height, width, fill), x);
        };
        CallBudget.check(shaped, scope.place());
        Tensor resized = graph.op(
                new ImageOp.Resize(interpolation, antialias, new Extent.To(height), new Extent.To(width)), shaped);
        return format.fromLast(graph, as(graph, resized, input.dtype()));
    }

    /** Back in the type of the input: rounded, and not beyond what the type can hold. */
    private static Tensor as(GraphBuilder graph, Tensor x, DType dtype) {
        if (x.dtype() == dtype || dtype.isFloating()) {
            return graph.cast(x, dtype);
        }
        int bits = 8 * dtype.bytes();
        boolean signed = dtype.isSigned();
        double minimum = signed ? -Math.pow(2, bits - 1) : 0;
        double beyond = Math.pow(2, signed ? bits - 1 : bits);
        // Where float32 cannot hold the largest number, it is the next below.
        double maximum = bits < Float.PRECISION ? beyond - 1 : Math.nextDown((float) beyond);
        return graph.cast(graph.clip(graph.unary(UnaryKind.ROUND, x), minimum, maximum), dtype);
    }
}
