package dev.kerasguard.keras.graph;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Operations on images: (batch, rows, columns, channels). */
public sealed interface ImageOp extends Op {

    /** How an image's elements are found between those that are there. */
    enum Interpolation {
        NEAREST,
        BILINEAR,
        BICUBIC,
        AREA,
        LANCZOS3,
        LANCZOS5;

        /** The one of that name in Keras. */
        public static Optional<Interpolation> of(String keras) {
            return Arrays.stream(values())
                    .filter(each -> each.keras().equals(keras))
                    .findFirst();
        }

        /** All names, for refusals. */
        public static String names() {
            return Arrays.stream(values()).map(Interpolation::keras).collect(Collectors.joining(", "));
        }

        private String keras() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** How large a dimension of an image becomes. */
    sealed interface Extent {
        /** A size. */
        record To(long size) implements Extent {}

        /** So many times what it was. */
        record Times(long factor) implements Extent {}

        /** The size that a size becomes, where that is known. */
        default long of(long size) {
            return switch (this) {
                case To(long to) -> to;
                case Times(long factor) -> size == Shape.ANY ? Shape.ANY : Math.multiplyExact(size, factor);
            };
        }
    }

    /**
     * Other rows and columns, with pixels that are squares: the centre of the first is half a pixel inside. Gives
     * float32, but for {@link Interpolation#NEAREST}, which gives what it takes.
     */
    record Resize(Interpolation interpolation, boolean antialias, Extent rows, Extent columns) implements ImageOp {
        @Override
        public List<TensorType> infer(List<Tensor> inputs) {
            Tensor input = image(inputs);
            Shape shape = input.shape().with(1, rows.of(input.size(1))).with(2, columns.of(input.size(2)));
            boolean nearest = interpolation == Interpolation.NEAREST;
            return List.of(new TensorType(nearest ? input.dtype() : DType.FLOAT32, shape));
        }

        @Override
        public long flops(List<Tensor> inputs, List<TensorType> outputs) {
            return Saturated.times(16, outputs.getFirst().shape().elements());
        }
    }

    /** Which part of an image is kept. */
    enum CropKind {
        /** The largest part in the middle that has the shape of the target. */
        TO_ASPECT,
        /** As many rows and columns in the middle as the target has; where there are too few, as {@link #TO_ASPECT}. */
        CENTER
    }

    /** A part in the middle of an image, for a target of so many rows and columns. */
    record CropMiddle(CropKind kind, long rows, long columns) implements ImageOp {

        /** What is kept of an image of known size. */
        public Box box(long imageRows, long imageColumns) {
            if (kind == CropKind.CENTER && imageRows >= rows && imageColumns >= columns) {
                return new Box((imageRows - rows) / 2, (imageColumns - columns) / 2, rows, columns);
            }
            long boxRows = Math.clamp(scaled(imageColumns, rows, columns), 1, Math.max(imageRows, 1));
            long boxColumns = Math.clamp(scaled(imageRows, columns, rows), 1, Math.max(imageColumns, 1));
            return new Box((imageRows - boxRows) / 2, (imageColumns - boxColumns) / 2, boxRows, boxColumns);
        }

        @Override
        public List<TensorType> infer(List<Tensor> inputs) {
            Tensor input = image(inputs);
            Shape shape = input.shape().with(1, Shape.ANY).with(2, Shape.ANY);
            if (input.size(1) != Shape.ANY && input.size(2) != Shape.ANY) {
                Box box = box(input.size(1), input.size(2));
                shape = shape.with(1, box.rows()).with(2, box.columns());
            }
            return List.of(new TensorType(input.dtype(), shape));
        }
    }

    /** One number added around an image, as little as gives it the shape of a target of so many rows and columns. */
    record PadToAspect(long rows, long columns, double value) implements ImageOp {

        /** How many rows are added above and below an image of known size, and how many columns at each side. */
        public Box border(long imageRows, long imageColumns) {
            long above = (Math.max(imageRows, scaled(imageColumns, rows, columns)) - imageRows) / 2;
            long before = (Math.max(imageColumns, scaled(imageRows, columns, rows)) - imageColumns) / 2;
            return new Box(above, before, imageRows + 2 * above, imageColumns + 2 * before);
        }

        @Override
        public List<TensorType> infer(List<Tensor> inputs) {
            Tensor input = image(inputs);
            Shape shape = input.shape().with(1, Shape.ANY).with(2, Shape.ANY);
            if (input.size(1) != Shape.ANY && input.size(2) != Shape.ANY) {
                Box box = border(input.size(1), input.size(2));
                shape = shape.with(1, box.rows()).with(2, box.columns());
            }
            return List.of(new TensorType(input.dtype(), shape));
        }
    }

    /**
     * Where an image lies in another.
     *
     * @param top rows above it
     * @param left columns before it
     * @param rows of the result
     * @param columns of the result
     */
    record Box(long top, long left, long rows, long columns) {}

    /** size * numerator / denominator, as Keras computes it: in float32, cut to a whole number. */
    private static long scaled(long size, long numerator, long denominator) {
        return (long) ((float) (size * numerator) / denominator);
    }

    private static Tensor image(List<Tensor> inputs) {
        Tensor input = inputs.getFirst();
        if (input.rank() != 4) {
            throw new ShapeException("takes images of 4 dimensions and finds " + input.shape());
        }
        return input;
    }
}
