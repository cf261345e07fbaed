package dev.kerasguard.keras.layers.activation;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.ElementwiseOp.BinaryKind;
import dev.kerasguard.keras.graph.ElementwiseOp.UnaryKind;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.Tensor;

/** {@code ELU}: alpha * (exp(x) - 1) below zero. */
record EluActivation(double alpha) implements Activation {

    static EluActivation read(Settings settings) throws ModelRefusedException {
        return new EluActivation(settings.real("alpha", 1));
    }

    @Override
    public Tensor apply(GraphBuilder graph, Tensor x) {
        Tensor elu = graph.unary(UnaryKind.ELU, x);
        if (alpha == 1) {
            return elu;
        }
        Tensor positive = graph.binary(BinaryKind.GREATER, x, graph.constant(x.dtype(), 0));
        return graph.where(positive, elu, graph.multiply(elu, alpha));
    }
}
