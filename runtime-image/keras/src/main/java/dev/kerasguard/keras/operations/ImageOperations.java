package dev.kerasguard.keras.operations;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.Literal;
import dev.kerasguard.keras.graph.ReduceOp;
import dev.kerasguard.keras.graph.Shape;
import dev.kerasguard.keras.graph.ShapeException;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.LayerReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Operations of {@code keras.ops.image} that are made of others. */
final class ImageOperations {

    static final Map<String, LayerReader> ALL = Map.of(
            "RGBToGrayscale", Operation.with(ImageOperations::grayscale, "images"),
            "CropImages", Operation.with(settings -> borders(settings, "cropping", false), "images"),
            "PadImages", Operation.with(settings -> borders(settings, "padding", true), "images"));

    private ImageOperations() {}

    private static Operation.One grayscale(Settings settings) throws ModelRefusedException {
        boolean first = WindowOperations.channelsFirst(settings);
        return call -> {
            GraphBuilder graph = call.graph();
            Tensor x = call.x();
            if (x.rank() < 3 || x.rank() > 4) {
                throw new ShapeException("takes images and finds " + x.shape());
            }
            int axis = x.rank() - (first ? 3 : 1);
            if (x.size(axis) == 1) {
                return x;
            }
            if (x.size(axis) != 3) {
                throw new ShapeException("takes images of 3 channels and finds " + x.shape());
            }
            long[] shape = new long[x.rank()];
            Arrays.fill(shape, 1);
            shape[axis] = 3;
            Tensor real = FunctionOperations.real(graph, x);
            Tensor shares = graph.constant(
                    Literal.of(real.dtype(), 0.2989, 0.587, 0.114).as(Shape.of(shape)));
            Tensor sum = graph.reduce(ReduceOp.Kind.SUM, graph.multiply(real, shares), true, axis);
            return graph.cast(sum, x.dtype());
        };
    }

    /** Borders cut off or added; of two borders and a target, what is not said follows. */
    private static Operation.One borders(Settings settings, String what, boolean add) throws ModelRefusedException {
        boolean first = WindowOperations.channelsFirst(settings);
        int[] height = {side(settings, "top_" + what), side(settings, "bottom_" + what), side(settings, "target_height")
        };
        int[] width = {side(settings, "left_" + what), side(settings, "right_" + what), side(settings, "target_width")};
        return call -> {
            GraphBuilder graph = call.graph();
            Tensor x = call.x();
            if (x.rank() < 3 || x.rank() > 4) {
                throw new ShapeException("takes images and finds " + x.shape());
            }
            int axis = x.rank() - (first ? 2 : 3);
            List<Long> before = new ArrayList<>(Collections.nCopies(x.rank(), 0L));
            List<Long> after = new ArrayList<>(before);
            for (int i = 0; i < 2; i++) {
                long[] each = resolved(x.size(axis + i), i == 0 ? height : width, add);
                before.set(axis + i, each[0]);
                after.set(axis + i, each[1]);
                if (!add) {
                    x = graph.slice(x, axis + i, each[0], each[1] == 0 ? Long.MAX_VALUE : -each[1]);
                }
            }
            return add ? graph.pad(x, 0, before, after) : x;
        };
    }

    private static int side(Settings settings, String key) throws ModelRefusedException {
        return settings.integer(key, 0, -1);
    }

    private static long[] resolved(long size, int[] said, boolean add) {
        long before = said[0];
        long after = said[1];
        if (before < 0 || after < 0) {
            if (size == Shape.ANY || said[2] < 0 || (before < 0 && after < 0)) {
                throw new ShapeException("has borders that do not follow from what is known");
            }
            long both = add ? said[2] - size : size - said[2];
            before = before < 0 ? both - after : before;
            after = both - before;
        }
        if (before < 0 || after < 0 || (!add && size != Shape.ANY && before + after > size)) {
            throw new ShapeException("has borders of " + before + " and " + after + " on a side of " + size);
        }
        return new long[] {before, after};
    }
}
