package dev.kerasguard.keras.tensorflow;

import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.ImageOp;
import dev.kerasguard.keras.graph.ImageOp.Box;
import dev.kerasguard.keras.graph.ImageOp.CropKind;
import dev.kerasguard.keras.graph.ImageOp.CropMiddle;
import dev.kerasguard.keras.graph.ImageOp.Extent;
import dev.kerasguard.keras.graph.ImageOp.PadToAspect;
import dev.kerasguard.keras.graph.ImageOp.Resize;
import dev.kerasguard.keras.graph.Literal;
import dev.kerasguard.keras.graph.Node;
import dev.kerasguard.keras.graph.Shape;
import dev.kerasguard.keras.graph.Tensor;
import java.util.List;
import org.tensorflow.Output;
import org.tensorflow.proto.DataType;

/** Operations on images. */
final class ImageEmitter {

    private ImageEmitter() {}

    static Output<?> emit(Emission to, Node node, ImageOp op) {
        Tensor image = node.inputs().getFirst();
        return switch (op) {
            case Resize resize -> resize(to, image, resize);
            case CropMiddle crop -> crop(to, image, crop);
            case PadToAspect pad -> pad(to, image, pad);
        };
    }

    private static Output<?> resize(Emission to, Tensor image, Resize resize) {
        Output<?> size = to.pack(List.of(extent(to, image, 1, resize.rows()), extent(to, image, 2, resize.columns())));
        Output<?> x = to.of(image);
        boolean antialias = resize.antialias();
        return switch (resize.interpolation()) {
            case NEAREST ->
                to.build(to.typed("ResizeNearestNeighbor", image.dtype(), x, size)
                        .setAttr("half_pixel_centers", true));
            case AREA -> to.op("ResizeArea", image.dtype(), x, size);
            case BILINEAR ->
                antialias
                        ? scale(to, image, size, "triangle", true)
                        : to.build(to.typed("ResizeBilinear", image.dtype(), x, size)
                                .setAttr("half_pixel_centers", true));
            case BICUBIC ->
                antialias
                        ? scale(to, image, size, "keyscubic", true)
                        : to.build(to.typed("ResizeBicubic", image.dtype(), x, size)
                                .setAttr("half_pixel_centers", true));
            case LANCZOS3 -> scale(to, image, size, "lanczos3", antialias);
            case LANCZOS5 -> scale(to, image, size, "lanczos5", antialias);
        };
    }

    private static Output<?> extent(Emission to, Tensor image, int axis, Extent extent) {
        return switch (extent) {
            case Extent.To(long size) -> to.constant(DType.INT32, size);
            case Extent.Times(long factor) -> times(to, to.size(image, axis), factor);
        };
    }

    private static Output<?> scale(Emission to, Tensor image, Output<?> size, String kernel, boolean antialias) {
        Output<?> from = to.pack(List.of(to.size(image, 1), to.size(image, 2)));
        Output<?> scale = to.op("RealDiv", DType.FLOAT32, floats(to, size), floats(to, from));
        Output<?> translation = to.constant(Literal.of(DType.FLOAT32, 0, 0));
        return to.build(to.typed("ScaleAndTranslate", image.dtype(), to.of(image), size, scale, translation)
                .setAttr("kernel_type", kernel)
                .setAttr("antialias", antialias));
    }

    private static Output<?> crop(Emission to, Tensor image, CropMiddle crop) {
        Output<?> rows;
        Output<?> columns;
        Output<?> top;
        Output<?> left;
        if (image.size(1) != Shape.ANY && image.size(2) != Shape.ANY) {
            Box box = crop.box(image.size(1), image.size(2));
            rows = to.constant(DType.INT32, box.rows());
            columns = to.constant(DType.INT32, box.columns());
            top = to.constant(DType.INT32, box.top());
            left = to.constant(DType.INT32, box.left());
        } else {
            Output<?> allRows = to.size(image, 1);
            Output<?> allColumns = to.size(image, 2);
            rows = clamped(to, scaled(to, allColumns, crop.rows(), crop.columns()), allRows);
            columns = clamped(to, scaled(to, allRows, crop.columns(), crop.rows()), allColumns);
            if (crop.kind() == CropKind.CENTER) {
                Output<?> wantedRows = to.constant(DType.INT32, crop.rows());
                Output<?> wantedColumns = to.constant(DType.INT32, crop.columns());
                Output<?> enough = to.build(to.builder("LogicalAnd")
                        .addInput(to.op("GreaterEqual", DType.INT32, allRows, wantedRows))
                        .addInput(to.op("GreaterEqual", DType.INT32, allColumns, wantedColumns)));
                rows = to.op("SelectV2", DType.INT32, enough, wantedRows, rows);
                columns = to.op("SelectV2", DType.INT32, enough, wantedColumns, columns);
            }
            top = half(to, to.op("Sub", DType.INT32, allRows, rows));
            left = half(to, to.op("Sub", DType.INT32, allColumns, columns));
        }
        Output<?> zero = to.constant(DType.INT32, 0);
        Output<?> all = to.constant(DType.INT32, -1);
        return to.build(to.typed(
                        "Slice",
                        image.dtype(),
                        to.of(image),
                        to.pack(List.of(zero, top, left, zero)),
                        to.pack(List.of(all, rows, columns, all)))
                .setAttr("Index", DataType.DT_INT32));
    }

    private static Output<?> pad(Emission to, Tensor image, PadToAspect pad) {
        Output<?> above;
        Output<?> before;
        if (image.size(1) != Shape.ANY && image.size(2) != Shape.ANY) {
            Box border = pad.border(image.size(1), image.size(2));
            above = to.constant(DType.INT32, border.top());
            before = to.constant(DType.INT32, border.left());
        } else {
            Output<?> rows = to.size(image, 1);
            Output<?> columns = to.size(image, 2);
            above = half(to, missing(to, scaled(to, columns, pad.rows(), pad.columns()), rows));
            before = half(to, missing(to, scaled(to, rows, pad.columns(), pad.rows()), columns));
        }
        Output<?> zero = to.constant(DType.INT32, 0);
        Output<?> sizes = to.pack(List.of(zero, zero, above, above, before, before, zero, zero));
        Output<?> paddings =
                to.build(to.typed("Reshape", DType.INT32, sizes, to.ints(4, 2)).setAttr("Tshape", DataType.DT_INT32));
        return to.build(
                to.typed("PadV2", image.dtype(), to.of(image), paddings, to.constant(image.dtype(), pad.value()))
                        .setAttr("Tpaddings", DataType.DT_INT32));
    }

    /** size * numerator / denominator in float32, cut to a whole number. */
    private static Output<?> scaled(Emission to, Output<?> size, long numerator, long denominator) {
        Output<?> quotient = to.op(
                "RealDiv",
                DType.FLOAT32,
                floats(to, times(to, size, numerator)),
                to.constant(DType.FLOAT32, denominator));
        return cast(to, quotient, DataType.DT_FLOAT, DataType.DT_INT32);
    }

    /** From 1 to a size. */
    private static Output<?> clamped(Emission to, Output<?> number, Output<?> size) {
        return to.op("Maximum", DType.INT32, to.op("Minimum", DType.INT32, number, size), to.constant(DType.INT32, 1));
    }

    /** How much a size is less than another, at least nothing. */
    private static Output<?> missing(Emission to, Output<?> wanted, Output<?> size) {
        return to.op("Sub", DType.INT32, to.op("Maximum", DType.INT32, wanted, size), size);
    }

    private static Output<?> half(Emission to, Output<?> number) {
        return to.op("FloorDiv", DType.INT32, number, to.constant(DType.INT32, 2));
    }

    private static Output<?> times(Emission to, Output<?> number, long factor) {
        return factor == 1 ? number : to.op("Mul", DType.INT32, number, to.constant(DType.INT32, factor));
    }

    private static Output<?> floats(Emission to, Output<?> numbers) {
        return cast(to, numbers, DataType.DT_INT32, DataType.DT_FLOAT);
    }

    private static Output<?> cast(Emission to, Output<?> x, DataType from, DataType target) {
        return to.build(to.builder("Cast").addInput(x).setAttr("SrcT", from).setAttr("DstT", target));
    }
}
