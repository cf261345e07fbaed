package dev.kerasguard.keras.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Matrix products, convolutions and poolings. */
public sealed interface LinearOp extends Op {

    /** What happens at the borders of what a window slides over. */
    enum Padding {
        /** The window stays inside. */
        VALID,
        /** As much is added, at the end first, that the result is as large as the input divided by the stride. */
        SAME
    }

    /** The product of matrices in the last two dimensions; the dimensions before are broadcast. */
    record MatMul(boolean transposeA, boolean transposeB) implements LinearOp {
        @Override
        public List<TensorType> infer(List<Tensor> inputs) {
            Tensor a = inputs.getFirst();
            Tensor b = inputs.getLast();
            if (a.rank() < 2 || b.rank() < 2 || a.dtype() != b.dtype()) {
                throw new ShapeException("multiplies " + a.type() + " by " + b.type());
            }
            long inner = a.size(transposeA ? -2 : -1);
            long other = b.size(transposeB ? -1 : -2);
            if (inner != other && inner != Shape.ANY && other != Shape.ANY) {
                throw new ShapeException("multiplies matrices of " + a.shape() + " and " + b.shape());
            }
            Shape batch =
                    Broadcasting.of(a.shape().sub(0, a.rank() - 2), b.shape().sub(0, b.rank() - 2));
            long rows = a.size(transposeA ? -1 : -2);
            long columns = b.size(transposeB ? -2 : -1);
            return List.of(new TensorType(a.dtype(), batch.concat(Shape.of(rows, columns))));
        }

        @Override
        public long flops(List<Tensor> inputs, List<TensorType> outputs) {
            long inner = inputs.getFirst().size(transposeA ? -2 : -1);
            return timesEach(outputs.getFirst().shape(), Math.max(inner, 1));
        }
    }

    /** Einstein's sum over named dimensions, of one letter each; an ellipsis is not part of it. */
    record Einsum(String equation) implements LinearOp {
        @Override
        public List<TensorType> infer(List<Tensor> inputs) {
            String[] sides = equation.split("->", -1);
            String[] terms = sides[0].split(",", -1);
            if (sides.length != 2 || terms.length != inputs.size()) {
                throw new ShapeException("the equation " + equation + " does not fit " + inputs.size() + " tensors");
            }
            Map<Integer, Long> sizes = new HashMap<>();
            for (int i = 0; i < terms.length; i++) {
                Tensor input = inputs.get(i);
                if (terms[i].length() != input.rank()) {
                    throw new ShapeException("the equation " + equation + " does not fit shape " + input.shape());
                }
                for (int axis = 0; axis < input.rank(); axis++) {
                    long size = input.size(axis);
                    long known = sizes.merge((int) terms[i].charAt(axis), size, Math::max);
                    if (size != Shape.ANY && size != known && size != 1) {
                        throw new ShapeException("the equation " + equation + " does not fit shape " + input.shape());
                    }
                }
            }
            List<Long> output = new ArrayList<>();
            for (int letter : sides[1].chars().toArray()) {
                if (!sizes.containsKey(letter)) {
                    throw new ShapeException("the equation " + equation + " makes a dimension of nothing");
                }
                output.add(sizes.get(letter));
            }
            return List.of(new TensorType(inputs.getFirst().dtype(), new Shape(output)));
        }

        @Override
        public long flops(List<Tensor> inputs, List<TensorType> outputs) {
            Map<Integer, Long> sizes = new HashMap<>();
            String[] terms = equation.split("->", -1)[0].split(",", -1);
            for (int i = 0; i < terms.length; i++) {
                for (int axis = 0; axis < terms[i].length(); axis++) {
                    sizes.merge(
                            (int) terms[i].charAt(axis), Math.max(inputs.get(i).size(axis), 1), Math::max);
                }
            }
            return sizes.values().stream().reduce(2L, Saturated::times);
        }
    }

    /** Adds a vector along the last dimension. */
    record BiasAdd() implements LinearOp {
        @Override
        public List<TensorType> infer(List<Tensor> inputs) {
            Tensor input = inputs.getFirst();
            Tensor bias = inputs.getLast();
            boolean fits = input.rank() >= 1
                    && bias.rank() == 1
                    && input.dtype() == bias.dtype()
                    && (input.size(-1) == Shape.ANY || input.size(-1) == bias.size(0));
            if (!fits) {
                throw new ShapeException("adds a bias of " + bias.type() + " to " + input.type());
            }
            return List.of(new TensorType(input.dtype(), input.shape().with(-1, bias.size(0))));
        }
    }

    /**
     * A convolution over one, two or three dimensions. Inputs: (batch, dimensions..., channels) and a kernel
     * (dimensions..., channels / groups, filters).
     */
    record Conv(List<Integer> strides, List<Integer> dilations, Padding padding, int groups) implements LinearOp {
        public Conv {
            strides = List.copyOf(strides);
            dilations = List.copyOf(dilations);
        }

        @Override
        public List<TensorType> infer(List<Tensor> inputs) {
            Tensor input = inputs.getFirst();
            Tensor kernel = inputs.getLast();
            int spatial = strides.size();
            requireRank(input, spatial + 2);
            requireRank(kernel, spatial + 2);
            if ((input.size(-1) != Shape.ANY && input.size(-1) != kernel.size(-2) * groups)
                    || kernel.size(-1) % groups != 0) {
                throw new ShapeException("convolves " + input.shape() + " by a kernel of " + kernel.shape() + " in "
                        + groups + " groups");
            }
            Shape shape = input.shape().with(-1, kernel.size(-1));
            return List.of(
                    new TensorType(input.dtype(), slid(shape, kernel.shape().sizes(), strides, dilations, padding)));
        }

        @Override
        public long flops(List<Tensor> inputs, List<TensorType> outputs) {
            Shape kernel = inputs.getLast().shape();
            return timesEach(outputs.getFirst().shape(), kernel.elements() / Math.max(kernel.size(-1), 1));
        }
    }

    /**
     * A convolution of each channel by itself. Inputs: (batch, rows, columns, channels), (rows, columns, channels,
     * multiplier).
     */
    record DepthwiseConv(List<Integer> strides, List<Integer> dilations, Padding padding) implements LinearOp {
        public DepthwiseConv {
            strides = List.copyOf(strides);
            dilations = List.copyOf(dilations);
        }

        @Override
        public List<TensorType> infer(List<Tensor> inputs) {
            Tensor input = inputs.getFirst();
            Tensor kernel = inputs.getLast();
            requireRank(input, 4);
            requireRank(kernel, 4);
            if (input.size(-1) != Shape.ANY && input.size(-1) != kernel.size(-2)) {
                throw new ShapeException("convolves " + input.shape() + " by a kernel of " + kernel.shape());
            }
            Shape shape = input.shape().with(-1, kernel.size(-1) * kernel.size(-2));
            return List.of(
                    new TensorType(input.dtype(), slid(shape, kernel.shape().sizes(), strides, dilations, padding)));
        }

        @Override
        public long flops(List<Tensor> inputs, List<TensorType> outputs) {
            Shape kernel = inputs.getLast().shape();
            return timesEach(outputs.getFirst().shape(), kernel.size(0) * kernel.size(1));
        }
    }

    /**
     * The gradient of a convolution to its input, which Keras calls a transposed convolution. Inputs: (batch,
     * dimensions..., channels) and a kernel (dimensions..., filters, channels).
     *
     * @param outputSizes the sizes of the result's dimensions between batch and filters, {@link Shape#ANY} where the
     *     input's are, computed at run time as input * stride + {@code extra}
     * @param extra what a size is larger than its input's size times the stride
     */
    record ConvTranspose(
            List<Integer> strides, List<Integer> dilations, Padding padding, List<Long> outputSizes, List<Long> extra)
            implements LinearOp {
        public ConvTranspose {
            strides = List.copyOf(strides);
            dilations = List.copyOf(dilations);
            outputSizes = List.copyOf(outputSizes);
            extra = List.copyOf(extra);
        }

        @Override
        public List<TensorType> infer(List<Tensor> inputs) {
            Tensor input = inputs.getFirst();
            Tensor kernel = inputs.getLast();
            int spatial = strides.size();
            requireRank(input, spatial + 2);
            requireRank(kernel, spatial + 2);
            if (input.size(-1) != Shape.ANY && input.size(-1) != kernel.size(-1)) {
                throw new ShapeException("convolves " + input.shape() + " by a kernel of " + kernel.shape());
            }
            Shape shape = input.shape().with(-1, kernel.size(-2));
            for (int i = 0; i < spatial; i++) {
                shape = shape.with(i + 1, outputSizes.get(i));
            }
            return List.of(new TensorType(input.dtype(), shape));
        }

        @Override
        public long flops(List<Tensor> inputs, List<TensorType> outputs) {
            Shape kernel = inputs.getLast().shape();
            return timesEach(inputs.getFirst().shape(), kernel.elements() / Math.max(kernel.size(-1), 1));
        }
    }

    /** What a pooling keeps of a window. */
    enum PoolKind {
        /** The largest. */
        MAX,
        /** The mean, of what lies inside the input. */
        AVERAGE
    }

    /** A pooling over one, two or three dimensions of (batch, dimensions..., channels). */
    record Pool(PoolKind kind, List<Integer> window, List<Integer> strides, Padding padding) implements LinearOp {
        public Pool {
            window = List.copyOf(window);
            strides = List.copyOf(strides);
        }

        @Override
        public List<TensorType> infer(List<Tensor> inputs) {
            Tensor input = inputs.getFirst();
            requireRank(input, window.size() + 2);
            List<Integer> dense = Collections.nCopies(window.size(), 1);
            return List.of(new TensorType(input.dtype(), slid(input.shape(), window, strides, dense, padding)));
        }

        @Override
        public long flops(List<Tensor> inputs, List<TensorType> outputs) {
            return Saturated.times(
                    outputs.getFirst().shape().elements(),
                    window.stream().mapToLong(Integer::longValue).reduce(1, Saturated::times));
        }
    }

    private static void requireRank(Tensor tensor, int rank) {
        if (tensor.rank() != rank) {
            throw new ShapeException("takes " + rank + " dimensions and finds " + tensor.shape());
        }
    }

    /** A multiplication and an addition for each element, so many times. */
    private static long timesEach(Shape shape, long times) {
        return Saturated.times(2, Saturated.times(shape.elements(), times));
    }

    /**
     * A shape (batch, dimensions..., channels) after a window has slid over its dimensions.
     *
     * @param window the window's sizes; what follows those of the dimensions is not looked at
     */
    private static Shape slid(
            Shape from,
            List<? extends Number> window,
            List<Integer> strides,
            List<Integer> dilations,
            Padding padding) {
        Shape shape = from;
        for (int i = 0; i < strides.size(); i++) {
            long fits = fits(from.size(i + 1), window.get(i).longValue(), strides.get(i), dilations.get(i), padding);
            shape = shape.with(i + 1, fits);
        }
        return shape;
    }

    /** How often a window fits. */
    private static long fits(long size, long window, long stride, long dilation, Padding padding) {
        if (size == Shape.ANY) {
            return Shape.ANY;
        }
        long covered = (window - 1) * dilation + 1;
        if (padding == Padding.SAME) {
            return (size + stride - 1) / stride;
        }
        if (covered > size) {
            throw new ShapeException("a window of " + covered + " is larger than the input of " + size);
        }
        return (size - covered) / stride + 1;
    }
}
