package dev.kerasguard.keras.layers.activation;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.ElementwiseOp.BinaryKind;
import dev.kerasguard.keras.graph.ElementwiseOp.LeakyRelu;
import dev.kerasguard.keras.graph.ElementwiseOp.UnaryKind;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * {@code ReLU} and {@code LeakyReLU}: x from the threshold up to the maximum, slope * (x - threshold) below.
 *
 * @param maximum null: none
 */
record RectifierActivation(@Nullable Double maximum, double slope, double threshold) implements Activation {

    static RectifierActivation relu(Settings settings) throws ModelRefusedException {
        return new RectifierActivation(
                settings.has("max_value") ? (Double) notNegative(settings, "max_value", 0) : null,
                notNegative(settings, "negative_slope", 0),
                notNegative(settings, "threshold", 0));
    }

    static RectifierActivation leaky(Settings settings) throws ModelRefusedException {
        // Keras 2 called it alpha.
        String key = settings.has("alpha") ? "alpha" : "negative_slope";
        return new RectifierActivation(null, notNegative(settings, key, 0.3), 0);
    }

    private static double notNegative(Settings settings, String key, double otherwise) throws ModelRefusedException {
        double value = settings.real(key, otherwise);
        if (value < 0) {
            throw settings.invalid(key, "must not be negative");
        }
        return value;
    }

    @Override
    public Tensor apply(GraphBuilder graph, Tensor x) {
        if (slope != 0 && maximum == null && threshold == 0) {
            return graph.op(new LeakyRelu(slope), x);
        }
        Tensor clipped = clipped(graph, x);
        if (slope == 0) {
            return clipped;
        }
        Tensor below = graph.unary(UnaryKind.NEGATIVE, x);
        Tensor distance = graph.unary(UnaryKind.RELU, threshold == 0 ? below : graph.add(below, threshold));
        return graph.subtract(clipped, graph.multiply(distance, slope));
    }

    private Tensor clipped(GraphBuilder graph, Tensor x) {
        if (threshold == 0) {
            boolean six = maximum != null && maximum == 6;
            Tensor above = graph.unary(six ? UnaryKind.RELU6 : UnaryKind.RELU, x);
            return six || maximum == null ? above : graph.minimum(above, graph.constant(x.dtype(), maximum));
        }
        Tensor zero = graph.constant(x.dtype(), 0);
        Tensor passes = graph.binary(BinaryKind.GREATER, x, graph.constant(x.dtype(), threshold));
        Tensor above = graph.where(passes, x, zero);
        return maximum == null ? above : graph.minimum(above, graph.constant(x.dtype(), maximum));
    }
}
