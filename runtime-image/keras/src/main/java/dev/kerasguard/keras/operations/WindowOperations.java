package dev.kerasguard.keras.operations;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.IndexOp;
import dev.kerasguard.keras.graph.LinearOp;
import dev.kerasguard.keras.graph.LinearOp.Padding;
import dev.kerasguard.keras.graph.LinearOp.PoolKind;
import dev.kerasguard.keras.graph.Literal;
import dev.kerasguard.keras.graph.Shape;
import dev.kerasguard.keras.graph.ShapeException;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.LayerReader;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Convolutions, poolings and what else slides over images. */
final class WindowOperations {

    static final Map<String, LayerReader> ALL = Map.ofEntries(
            Map.entry("Conv", Operation.with(WindowOperations::conv, "inputs", "kernel")),
            Map.entry("DepthwiseConv", Operation.with(settings -> depthwise(settings, false), "inputs", "kernel")),
            Map.entry(
                    "SeparableConv",
                    Operation.with(
                            settings -> depthwise(settings, true), "inputs", "depthwise_kernel", "pointwise_kernel")),
            Map.entry("MaxPool", Operation.with(settings -> pool(settings, PoolKind.MAX), "inputs")),
            Map.entry("AveragePool", Operation.with(settings -> pool(settings, PoolKind.AVERAGE), "inputs")),
            Map.entry("DepthToSpace", Operation.with(settings -> blocks(settings, true), "x")),
            Map.entry("SpaceToDepth", Operation.with(settings -> blocks(settings, false), "x")),
            Map.entry("ExtractPatches", Operation.with(WindowOperations::patches, "images")));

    private WindowOperations() {}

    static boolean channelsFirst(Settings settings) throws ModelRefusedException {
        String format = settings.string("data_format", "channels_last");
        if (!format.equals("channels_last") && !format.equals("channels_first")) {
            throw settings.unsupported("data_format", "channels_last, channels_first");
        }
        return format.equals("channels_first");
    }

    /** With the channels last. */
    static Tensor last(GraphBuilder graph, Tensor x, boolean channelsFirst) {
        return channelsFirst ? graph.moveAxis(x, 1, -1) : x;
    }

    /** With the channels where they were. */
    static Tensor back(GraphBuilder graph, Tensor x, boolean channelsFirst) {
        return channelsFirst ? graph.moveAxis(x, -1, 1) : x;
    }

    private static Padding padding(Settings settings) throws ModelRefusedException {
        return switch (settings.string("padding", "valid")) {
            case "valid" -> Padding.VALID;
            case "same" -> Padding.SAME;
            default -> throw settings.unsupported("padding", "valid, same");
        };
    }

    /** One number for each dimension that a window slides over. */
    private record Sizes(List<Integer> numbers) {

        static Sizes read(Settings settings, String key) throws ModelRefusedException {
            return new Sizes(settings.has(key) ? settings.integers(key, 1) : List.of(1));
        }

        List<Integer> of(int spatial) {
            if (numbers.size() != 1 && numbers.size() != spatial) {
                throw new ShapeException("has " + numbers.size() + " sizes for " + spatial + " dimensions");
            }
            return numbers.size() == 1 ? Collections.nCopies(spatial, numbers.getFirst()) : numbers;
        }
    }

    private static int spatial(Tensor x) {
        if (x.rank() < 3 || x.rank() > 5) {
            throw new ShapeException("takes 3 to 5 dimensions and finds " + x.shape());
        }
        return x.rank() - 2;
    }

    private static Operation.One conv(Settings settings) throws ModelRefusedException {
        Padding padding = padding(settings);
        boolean first = channelsFirst(settings);
        Sizes strides = Sizes.read(settings, "strides");
        Sizes dilations = Sizes.read(settings, "dilation_rate");
        return call -> {
            GraphBuilder graph = call.graph();
            Tensor x = last(graph, call.tensor(0), first);
            Tensor kernel = graph.cast(call.tensor(1), x.dtype());
            int spatial = spatial(x);
            if (kernel.rank() != x.rank() || kernel.size(-2) <= 0) {
                throw new ShapeException("convolves " + x.shape() + " by " + kernel.shape());
            }
            int groups = Math.toIntExact(call.scope().size(x, -1) / kernel.size(-2));
            Tensor y = graph.conv(x, kernel, strides.of(spatial), dilations.of(spatial), padding, Math.max(groups, 1));
            return back(graph, y, first);
        };
    }

    private static Operation.One depthwise(Settings settings, boolean separable) throws ModelRefusedException {
        Padding padding = padding(settings);
        boolean first = channelsFirst(settings);
        Sizes strides = Sizes.read(settings, "strides");
        Sizes dilations = Sizes.read(settings, "dilation_rate");
        boolean both = Collections.max(strides.numbers()) > 1 && Collections.max(dilations.numbers()) > 1;
        if (both) {
            throw settings.unsupported("dilation_rate", "1, where strides are larger than 1");
        }
        return call -> {
            GraphBuilder graph = call.graph();
            Tensor x = last(graph, call.tensor(0), first);
            Tensor kernel = graph.cast(call.tensor(1), x.dtype());
            int spatial = spatial(x);
            if (spatial > 2) {
                throw new ShapeException("convolves volumes channel by channel");
            }
            List<Integer> steps = strides.of(spatial);
            List<Integer> wide = dilations.of(spatial);
            if (spatial == 1) {
                // TensorFlow strides by the same in both directions; a row of one is left as it is.
                x = graph.expandDims(x, 1);
                kernel = graph.expandDims(kernel, 0);
                steps = List.of(steps.getFirst(), steps.getFirst());
                wide = List.of(1, wide.getFirst());
            }
            Tensor y = graph.op(new LinearOp.DepthwiseConv(steps, wide, padding), x, kernel);
            y = spatial == 1 ? graph.squeeze(y, 1) : y;
            if (separable) {
                Tensor pointwise = graph.cast(call.tensor(2), y.dtype());
                y = graph.conv(
                        y,
                        pointwise,
                        Collections.nCopies(spatial, 1),
                        Collections.nCopies(spatial, 1),
                        Padding.VALID,
                        1);
            }
            return back(graph, y, first);
        };
    }

    private static Operation.One pool(Settings settings, PoolKind kind) throws ModelRefusedException {
        Padding padding = padding(settings);
        boolean first = channelsFirst(settings);
        Sizes window = Sizes.read(settings, "pool_size");
        Sizes strides = settings.has("strides") ? Sizes.read(settings, "strides") : window;
        return call -> {
            GraphBuilder graph = call.graph();
            Tensor x = last(graph, call.tensor(0), first);
            int spatial = spatial(x);
            return back(graph, graph.pool(x, kind, window.of(spatial), strides.of(spatial), padding), first);
        };
    }

    private static Operation.One blocks(Settings settings, boolean toSpace) throws ModelRefusedException {
        int block = settings.integer("block_size", 2);
        boolean first = channelsFirst(settings);
        return call -> {
            GraphBuilder graph = call.graph();
            Tensor x = last(graph, call.x(), first);
            return back(graph, graph.op(new IndexOp.Blocks(block, toSpace), x), first);
        };
    }

    /** As Keras does it: a convolution by kernels of which each takes one element of a patch. */
    private static Operation.One patches(Settings settings) throws ModelRefusedException {
        Padding padding = padding(settings);
        boolean first = channelsFirst(settings);
        List<Integer> size = settings.integers("size", 1);
        Sizes strides = settings.has("strides") ? Sizes.read(settings, "strides") : new Sizes(size);
        Sizes dilations = Sizes.read(settings, "dilation_rate");
        return call -> {
            GraphBuilder graph = call.graph();
            int spatial = size.size() == 1 ? 2 : size.size();
            List<Integer> window = size.size() == 1 ? List.of(size.getFirst(), size.getFirst()) : size;
            boolean single = call.x().rank() == spatial + 1;
            Tensor x = last(graph, single ? graph.expandDims(call.x(), 0) : call.x(), first);
            long channels = call.scope().size(x, -1);
            long depth = window.stream().mapToLong(Integer::longValue).reduce(channels, Math::multiplyExact);
            if (depth > 1_024) {
                throw call.scope().invalid("takes patches of " + depth + " numbers; at most 1024 can be built");
            }
            double[] kernel = new double[(int) (depth * depth)];
            IntStream.range(0, (int) depth).forEach(i -> kernel[(int) (i * depth) + i] = 1);
            long[] shape = new long[spatial + 2];
            for (int i = 0; i < spatial; i++) {
                shape[i] = window.get(i);
            }
            shape[spatial] = channels;
            shape[spatial + 1] = depth;
            DType dtype = x.dtype();
            Tensor one = graph.constant(Literal.of(dtype, kernel).as(Shape.of(shape)));
            Tensor y = graph.conv(x, one, strides.of(spatial), dilations.of(spatial), padding, 1);
            y = back(graph, y, first);
            return single ? graph.squeeze(y, 0) : y;
        };
    }
}
