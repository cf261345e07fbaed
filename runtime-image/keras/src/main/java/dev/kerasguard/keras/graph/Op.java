package dev.kerasguard.keras.graph;

import java.util.List;

/**
 * What a node does, with everything that it needs to know except its inputs. Images, sequences and volumes have their
 * channels last: a layer that has them first transposes.
 */
public sealed interface Op
        permits ArrayOp, ElementwiseOp, ImageOp, IndexOp, LinearOp, MatrixOp, RecurrentOp, ReduceOp, TextOp {

    /**
     * The types of what it gives.
     *
     * @throws ShapeException when the inputs do not fit
     */
    List<TensorType> infer(List<Tensor> inputs);

    /**
     * Floating-point operations for one example, where unknown sizes count as one.
     *
     * @param inputs what it takes
     * @param outputs what it gives
     */
    default long flops(List<Tensor> inputs, List<TensorType> outputs) {
        return outputs.stream().mapToLong(each -> each.shape().elements()).sum();
    }
}
