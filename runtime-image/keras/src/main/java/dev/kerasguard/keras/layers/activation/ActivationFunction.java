package dev.kerasguard.keras.layers.activation;

import dev.kerasguard.keras.graph.ElementwiseOp.BinaryKind;
import dev.kerasguard.keras.graph.ElementwiseOp.LeakyRelu;
import dev.kerasguard.keras.graph.ElementwiseOp.UnaryKind;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The functions of {@code keras.activations} by name, with the defaults that a name stands for.
 *
 * <p>Formulas: keras.io/api/layers/activations; the constants of SELU are TensorFlow's own.
 */
public enum ActivationFunction implements Activation {
    LINEAR((_, x) -> x),
    RELU(UnaryKind.RELU),
    RELU6(UnaryKind.RELU6),
    LEAKY_RELU((graph, x) -> graph.op(new LeakyRelu(0.2), x)),
    ELU(UnaryKind.ELU),
    CELU(UnaryKind.ELU),
    SELU(UnaryKind.SELU),
    GELU((graph, x) -> {
        Tensor scaled = graph.multiply(x, Math.sqrt(0.5));
        return graph.multiply(graph.multiply(x, 0.5), graph.add(graph.unary(UnaryKind.ERF, scaled), 1));
    }),
    SIGMOID(UnaryKind.SIGMOID),
    LOG_SIGMOID((graph, x) -> negative(graph, graph.unary(UnaryKind.SOFTPLUS, negative(graph, x)))),
    TANH(UnaryKind.TANH),
    SOFTMAX((graph, x) -> graph.softmax(x, -1)),
    LOG_SOFTMAX((graph, x) -> graph.logSoftmax(x, -1)),
    SOFTPLUS(UnaryKind.SOFTPLUS),
    SOFTSIGN(UnaryKind.SOFTSIGN),
    SILU((graph, x) -> graph.multiply(x, graph.unary(UnaryKind.SIGMOID, x))),
    HARD_SIGMOID((graph, x) -> graph.multiply(graph.unary(UnaryKind.RELU6, graph.add(x, 3)), 1.0 / 6)),
    /** Keras 2 has another slope under the same name (tf_keras/src/backend.py); no file of Keras 3 can mean it. */
    HARD_SIGMOID_OF_KERAS_2((graph, x) -> graph.clip(graph.add(graph.multiply(x, 0.2), 0.5), 0, 1)),
    HARD_SILU((graph, x) -> graph.multiply(x, HARD_SIGMOID.apply(graph, x))),
    HARD_TANH((graph, x) -> graph.clip(x, -1, 1)),
    TANH_SHRINK((graph, x) -> graph.subtract(x, graph.unary(UnaryKind.TANH, x))),
    EXPONENTIAL(UnaryKind.EXP),
    MISH((graph, x) -> graph.multiply(x, graph.unary(UnaryKind.TANH, graph.unary(UnaryKind.SOFTPLUS, x)))),
    SOFT_SHRINK((graph, x) -> {
        // The parts beyond one half on either side.
        Tensor above = graph.unary(UnaryKind.RELU, graph.add(x, -0.5));
        return graph.subtract(above, graph.unary(UnaryKind.RELU, graph.add(negative(graph, x), -0.5)));
    }),
    HARD_SHRINK((graph, x) -> {
        Tensor far =
                graph.binary(BinaryKind.GREATER, graph.unary(UnaryKind.ABSOLUTE, x), graph.constant(x.dtype(), 0.5));
        return graph.where(far, x, graph.constant(x.dtype(), 0));
    }),
    SPARSE_SIGMOID((graph, x) -> graph.clip(graph.multiply(graph.add(x, 1), 0.5), 0, 1)),
    SPARSE_PLUS((graph, x) -> {
        // A quarter of (x + 1)^2 between -1 and 1, and x from there on.
        Tensor one = graph.constant(x.dtype(), 1);
        Tensor curve = graph.unary(UnaryKind.SQUARE, graph.unary(UnaryKind.RELU, graph.add(x, 1)));
        return graph.where(graph.binary(BinaryKind.LESS, x, one), graph.multiply(curve, 0.25), x);
    }),
    SQUAREPLUS((graph, x) -> {
        Tensor root = graph.unary(UnaryKind.SQRT, graph.add(graph.unary(UnaryKind.SQUARE, x), 4));
        return graph.multiply(graph.add(x, root), 0.5);
    }),
    GLU((graph, x) -> {
        List<Tensor> halves = graph.split(x, -1, 2);
        return graph.multiply(halves.getFirst(), graph.unary(UnaryKind.SIGMOID, halves.getLast()));
    }),
    SPARSEMAX(Sparsemax::apply);

    /** What the lambdas above compute; each holds no state. */
    @SuppressWarnings("ImmutableEnumChecker")
    private final Activation function;

    ActivationFunction(Activation function) {
        this.function = function;
    }

    ActivationFunction(UnaryKind kind) {
        this((graph, x) -> graph.unary(kind, x));
    }

    @Override
    public Tensor apply(GraphBuilder graph, Tensor x) {
        return function.apply(graph, x);
    }

    private static Tensor negative(GraphBuilder graph, Tensor x) {
        return graph.unary(UnaryKind.NEGATIVE, x);
    }

    /** The function of that name; null when there is none. */
    static @Nullable ActivationFunction of(String name) {
        return switch (name) {
            case "swish" -> SILU;
            case "hard_swish" -> HARD_SILU;
            default ->
                Arrays.stream(values())
                        .filter(each -> each.keras().equals(name))
                        .findFirst()
                        .orElse(null);
        };
    }

    /** All names, for refusals. */
    static String names() {
        return Arrays.stream(values())
                .filter(each -> each != HARD_SIGMOID_OF_KERAS_2)
                .map(ActivationFunction::keras)
                .collect(Collectors.joining(", "));
    }

    private String keras() {
        return name().toLowerCase(Locale.ROOT);
    }
}
