package dev.kerasguard.keras.graph;

import java.util.ArrayList;
import java.util.List;

/** Operations along axes, counted from the front. */
public sealed interface ReduceOp extends Op {

    @Override
    default long flops(List<Tensor> inputs, List<TensorType> outputs) {
        return inputs.getFirst().shape().elements();
    }

    /** What many elements become. */
    enum Kind {
        SUM,
        MEAN,
        PROD,
        MAX,
        MIN,
        ANY,
        ALL
    }

    /** One element of many, along axes. */
    record Reduce(Kind kind, List<Integer> axes, boolean keepDims) implements ReduceOp {
        public Reduce {
            axes = List.copyOf(axes);
        }

        @Override
        public List<TensorType> infer(List<Tensor> inputs) {
            Tensor input = inputs.getFirst();
            List<Long> sizes = new ArrayList<>();
            for (int i = 0; i < input.rank(); i++) {
                if (!axes.contains(i)) {
                    sizes.add(input.size(i));
                } else if (keepDims) {
                    sizes.add(1L);
                }
            }
            return List.of(new TensorType(input.dtype(), new Shape(sizes)));
        }
    }

    /** Exponentials that sum up to 1 along the last dimension, or their logarithms. */
    record Softmax(boolean log) implements ReduceOp {
        @Override
        public List<TensorType> infer(List<Tensor> inputs) {
            return List.of(inputs.getFirst().type());
        }
    }

    /** The index of the largest, or of the smallest, along an axis that goes away. */
    record Arg(boolean max, int axis, DType dtype) implements ReduceOp {
        @Override
        public List<TensorType> infer(List<Tensor> inputs) {
            List<Long> sizes = new ArrayList<>(inputs.getFirst().shape().sizes());
            sizes.remove(axis);
            return List.of(new TensorType(dtype, new Shape(sizes)));
        }
    }

    /** The sum, or the product, of all elements up to each, along an axis. */
    record Cumulative(boolean product, int axis) implements ReduceOp {
        @Override
        public List<TensorType> infer(List<Tensor> inputs) {
            return List.of(inputs.getFirst().type());
        }
    }

    /** The same numbers, the largest first, along the last dimension. */
    record SortDescending() implements ReduceOp {
        @Override
        public List<TensorType> infer(List<Tensor> inputs) {
            return List.of(inputs.getFirst().type());
        }
    }
}
