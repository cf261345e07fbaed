package dev.kerasguard.keras.operations;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.ArrayOp;
import dev.kerasguard.keras.graph.ArrayOp.PadMode;
import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.Dim;
import dev.kerasguard.keras.graph.ElementwiseOp.BinaryKind;
import dev.kerasguard.keras.graph.ElementwiseOp.UnaryKind;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.LinearOp;
import dev.kerasguard.keras.graph.LinearOp.Padding;
import dev.kerasguard.keras.graph.Literal;
import dev.kerasguard.keras.graph.Shape;
import dev.kerasguard.keras.graph.ShapeException;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.Arguments;
import dev.kerasguard.keras.layers.LayerBuilder;
import dev.kerasguard.keras.layers.LayerCatalog;
import dev.kerasguard.keras.layers.LayerReader;
import dev.kerasguard.keras.layers.Value;
import dev.kerasguard.keras.layers.Value.Leaf;
import dev.kerasguard.keras.layers.preprocessing.ImageLayers;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Operations of {@code keras.ops.image} that compute every pixel anew. */
final class ImageFilters {

    static final Map<String, LayerReader> ALL = Map.of(
            "Resize", ImageFilters::resize,
            "RGBToHSV", Operation.with(settings -> colours(settings, ImageFilters::hsv), "images"),
            "HSVToRGB", Operation.with(settings -> colours(settings, ImageFilters::rgb), "images"),
            "GaussianBlur", Operation.with(ImageFilters::blur, "images"),
            "SobelEdges", Operation.with(ImageFilters::edges, "images"));

    private static final int MAX_KERNEL = 65_536;

    private ImageFilters() {}

    /** What the layer Resizing does; also of one image without a batch. */
    private static LayerBuilder resize(Settings settings, LayerCatalog catalog) throws ModelRefusedException {
        List<JsonNode> size = settings.array("size");
        if (size.size() != 2) {
            throw settings.invalid("size", "must be two whole numbers");
        }
        ObjectNode node = settings.node().deepCopy();
        node.set("height", size.getFirst());
        node.set("width", size.getLast());
        LayerBuilder layer = Objects.requireNonNull(ImageLayers.ALL.get("Resizing"))
                .read(new Settings(node, settings.place()), catalog);
        return new Operation(List.of("images"), call -> {
            Tensor x = call.x();
            boolean single = x.rank() == 3;
            Tensor batch = single ? call.graph().expandDims(x, 0) : x;
            Value resized = layer.call(call.scope(), Arguments.of(new Leaf(batch)));
            Tensor y = resized.leaves().getFirst().tensor();
            return new Leaf(single ? call.graph().squeeze(y, 0) : y);
        });
    }

    /** One colour made of another. */
    @FunctionalInterface
    private interface Colour {
        /** Adds the operations; each tensor is one channel. */
        List<Tensor> of(GraphBuilder graph, Tensor first, Tensor second, Tensor third);
    }

    private static Operation.One colours(Settings settings, Colour colour) throws ModelRefusedException {
        boolean first = WindowOperations.channelsFirst(settings);
        return call -> {
            Tensor x = call.x();
            if (x.rank() < 3 || x.rank() > 4 || !x.dtype().isFloating()) {
                throw new ShapeException("takes images of numbers with a point and finds " + x.type());
            }
            int axis = x.rank() - (first ? 3 : 1);
            if (x.size(axis) != 3) {
                throw new ShapeException("takes images of 3 channels and finds " + x.shape());
            }
            List<Tensor> channels = call.graph().split(x, axis, 3);
            return call.graph()
                    .concatenate(colour.of(call.graph(), channels.get(0), channels.get(1), channels.get(2)), axis);
        };
    }

    /** As TensorFlow's kernel does it (tensorflow/core/kernels/image/colorspace_op.h). */
    private static List<Tensor> hsv(GraphBuilder graph, Tensor r, Tensor g, Tensor b) {
        DType dtype = r.dtype();
        Tensor zero = graph.constant(dtype, 0);
        Tensor one = graph.constant(dtype, 1);
        Tensor value = graph.maximum(graph.maximum(r, g), b);
        Tensor range = graph.subtract(value, graph.minimum(graph.minimum(r, g), b));
        Tensor bright = graph.binary(BinaryKind.GREATER, value, zero);
        Tensor saturation = graph.where(bright, graph.divide(range, graph.where(bright, value, one)), zero);
        Tensor coloured = graph.binary(BinaryKind.GREATER, range, zero);
        Tensor share = graph.divide(graph.constant(dtype, 1.0 / 6), graph.where(coloured, range, one));
        Tensor red = graph.multiply(share, graph.subtract(g, b));
        Tensor green = graph.add(graph.multiply(share, graph.subtract(b, r)), 2.0 / 6);
        Tensor blue = graph.add(graph.multiply(share, graph.subtract(r, g)), 4.0 / 6);
        Tensor hue = graph.where(
                graph.binary(BinaryKind.EQUAL, r, value),
                red,
                graph.where(graph.binary(BinaryKind.EQUAL, g, value), green, blue));
        hue = graph.where(coloured, hue, zero);
        hue = graph.where(graph.binary(BinaryKind.LESS, hue, zero), graph.add(hue, 1), hue);
        return List.of(hue, saturation, value);
    }

    /** As TensorFlow's kernel does it; see {@link #hsv}. */
    private static List<Tensor> rgb(GraphBuilder graph, Tensor hue, Tensor saturation, Tensor value) {
        Tensor sixths = graph.multiply(hue, 6);
        Tensor one = graph.constant(hue.dtype(), 1);
        Tensor pale = graph.subtract(one, saturation);
        Tensor red = graph.clip(graph.add(distance(graph, sixths, 3), -1), 0, 1);
        Tensor two = graph.constant(hue.dtype(), 2);
        Tensor green = graph.clip(graph.subtract(two, distance(graph, sixths, 2)), 0, 1);
        Tensor blue = graph.clip(graph.subtract(two, distance(graph, sixths, 4)), 0, 1);
        return List.of(red, green, blue).stream()
                .map(each -> graph.multiply(graph.add(pale, graph.multiply(saturation, each)), value))
                .toList();
    }

    private static Tensor distance(GraphBuilder graph, Tensor x, double from) {
        return graph.unary(UnaryKind.ABSOLUTE, graph.add(x, -from));
    }

    private static Operation.One blur(Settings settings) throws ModelRefusedException {
        boolean first = WindowOperations.channelsFirst(settings);
        List<Integer> size = settings.has("kernel_size") ? settings.integers("kernel_size", 1) : List.of(3, 3);
        float[] sigma = settings.has("sigma") ? settings.numbers("sigma") : new float[] {1, 1};
        if (size.size() != 2 || (long) size.getFirst() * size.getLast() > MAX_KERNEL) {
            throw settings.invalid(
                    "kernel_size", "must be two whole numbers of which the product is at most " + MAX_KERNEL);
        }
        if (sigma.length != 2 || sigma[0] <= 0 || sigma[1] <= 0) {
            throw settings.invalid("sigma", "must be two numbers above 0");
        }
        double[] x = bell(size.getFirst(), sigma[0]);
        double[] y = bell(size.getLast(), sigma[1]);
        return call -> {
            GraphBuilder graph = call.graph();
            boolean single = call.x().rank() == 3;
            Tensor images = WindowOperations.last(graph, single ? graph.expandDims(call.x(), 0) : call.x(), first);
            int channels = channels(call, images, x.length * y.length);
            // Keras lays rows out as columns where the two sizes differ.
            double[] kernel = new double[x.length * y.length * channels];
            for (int i = 0; i < kernel.length; i++) {
                int at = i / channels;
                kernel[i] = y[at / x.length] * x[at % x.length];
            }
            Tensor weights =
                    graph.constant(Literal.of(images.dtype(), kernel).as(Shape.of(x.length, y.length, channels, 1)));
            Tensor blurred =
                    graph.op(new LinearOp.DepthwiseConv(List.of(1, 1), List.of(1, 1), Padding.SAME), images, weights);
            Tensor back = WindowOperations.back(graph, blurred, first);
            return single ? graph.squeeze(back, 0) : back;
        };
    }

    private static double[] bell(int size, double sigma) {
        double[] bell = new double[size];
        double sum = 0;
        for (int i = 0; i < size; i++) {
            double x = (i - (size - 1) / 2.0) / sigma;
            bell[i] = Math.exp(-0.5 * x * x);
            sum += bell[i];
        }
        for (int i = 0; i < size; i++) {
            bell[i] /= sum;
        }
        return bell;
    }

    private static final double[] SOBEL = {-1, -2, -1, 0, 0, 0, 1, 2, 1};

    /** How much an image changes from row to row, and from column to column. */
    private static Operation.One edges(Settings settings) throws ModelRefusedException {
        boolean first = WindowOperations.channelsFirst(settings);
        return call -> {
            GraphBuilder graph = call.graph();
            Tensor x = WindowOperations.last(graph, call.x(), first);
            int channels = channels(call, x, SOBEL.length * 2);
            double[] kernel = new double[SOBEL.length * channels * 2];
            for (int i = 0; i < kernel.length; i++) {
                int at = i / (2 * channels);
                kernel[i] = i % 2 == 0 ? SOBEL[at] : SOBEL[at % 3 * 3 + at / 3];
            }
            Tensor weights = graph.constant(Literal.of(x.dtype(), kernel).as(Shape.of(3, 3, channels, 2)));
            List<Long> border = List.of(0L, 1L, 1L, 0L);
            Tensor padded = graph.op(new ArrayOp.Pad(PadMode.REFLECT, 0, border, border), x);
            Tensor both =
                    graph.op(new LinearOp.DepthwiseConv(List.of(1, 1), List.of(1, 1), Padding.VALID), padded, weights);
            Tensor y = graph.reshapeLike(both, x, Dim.same(0), Dim.same(1), Dim.same(2), Dim.of(channels), Dim.of(2));
            return first ? graph.moveAxis(y, 3, 1) : y;
        };
    }

    private static int channels(OperationCall call, Tensor images, int numbers) throws ModelRefusedException {
        if (images.rank() != 4 || !images.dtype().isFloating()) {
            throw new ShapeException("takes images of numbers with a point and finds " + images.type());
        }
        long channels = call.scope().size(images, 3);
        if (channels * numbers > MAX_KERNEL) {
            throw call.scope()
                    .invalid("filters " + channels + " channels by " + numbers + " numbers each; at most " + MAX_KERNEL
                            + " in all can be built");
        }
        return (int) channels;
    }
}
