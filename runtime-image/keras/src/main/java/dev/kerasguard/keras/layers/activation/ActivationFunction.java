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
    LINEAR {
        @Override
        public Tensor apply(GraphBuilder graph, Tensor x) {
            return x;
        }
    },
    RELU {
        @Override
        public Tensor apply(GraphBuilder graph, Tensor x) {
            return graph.unary(UnaryKind.RELU, x);
        }
    },
    RELU6 {
        @Override
        public Tensor apply(GraphBuilder graph, Tensor x) {
            return graph.unary(UnaryKind.RELU6, x);
        }
    },
    LEAKY_RELU {
        @Override
        public Tensor apply(GraphBuilder graph, Tensor x) {
            return graph.op(new LeakyRelu(0.2), x);
        }
    },
    ELU {
        @Override
        public Tensor apply(GraphBuilder graph, Tensor x) {
            return graph.unary(UnaryKind.ELU, x);
        }
    },
    CELU {
        @Override
        public Tensor apply(GraphBuilder graph, Tensor x) {
            return graph.unary(UnaryKind.ELU, x);
        }
    },
    SELU {
        @Override
        public Tensor apply(GraphBuilder graph, Tensor x) {
            return graph.unary(UnaryKind.SELU, x);
        }
    },
    GELU {
        @Override
        public Tensor apply(GraphBuilder graph, Tensor x) {
            Tensor scaled = graph.multiply(x, Math.sqrt(0.5));
            return graph.multiply(graph.multiply(x, 0.5), graph.add(graph.unary(UnaryKind.ERF, scaled), 1));
        }
    },
    SIGMOID {
        @Override
        public Tensor apply(GraphBuilder graph, Tensor x) {
            return graph.unary(UnaryKind.SIGMOID, x);
        }
    },
    LOG_SIGMOID {
        @Override
        public Tensor apply(GraphBuilder graph, Tensor x) {
            return negative(graph, graph.unary(UnaryKind.SOFTPLUS, negative(graph, x)));
        }
    },
    TANH {
        @Override
        public Tensor apply(GraphBuilder graph, Tensor x) {
            return graph.unary(UnaryKind.TANH, x);
        }
    },
    SOFTMAX {
        @Override
        public Tensor apply(GraphBuilder graph, Tensor x) {
            return graph.softmax(x, -1);
        }
    },
    LOG_SOFTMAX {
        @Override
        public Tensor apply(GraphBuilder graph, Tensor x) {
            return graph.logSoftmax(x, -1);
        }
    },
    SOFTPLUS {
        @Override
        public Tensor apply(GraphBuilder graph, Tensor x) {
            return graph.unary(UnaryKind.SOFTPLUS, x);
        }
    },
    SOFTSIGN {
        @Override
        public Tensor apply(GraphBuilder graph, Tensor x) {
            return graph.unary(UnaryKind.SOFTSIGN, x);
        }
    },
    SILU {
        @Override
        public Tensor apply(GraphBuilder graph, Tensor x) {
            return graph.multiply(x, graph.unary(UnaryKind.SIGMOID, x));
        }
    },
    HARD_SIGMOID {
        @Override
        public Tensor apply(GraphBuilder graph, Tensor x) {
            return graph.multiply(graph.unary(UnaryKind.RELU6, graph.add(x, 3)), 1.0 / 6);
        }
    },
    HARD_SILU {
        @Override
        public Tensor apply(GraphBuilder graph, Tensor x) {
            return graph.multiply(x, HARD_SIGMOID.apply(graph, x));
        }
    },
    HARD_TANH {
        @Override
        public Tensor apply(GraphBuilder graph, Tensor x) {
            return graph.clip(x, -1, 1);
        }
    },
    TANH_SHRINK {
        @Override
        public Tensor apply(GraphBuilder graph, Tensor x) {
            return graph.subtract(x, graph.unary(UnaryKind.TANH, x));
        }
    },
    EXPONENTIAL {
        @Override
        public Tensor apply(GraphBuilder graph, Tensor x) {
            return graph.unary(UnaryKind.EXP, x);
        }
    },
    MISH {
        @Override
        public Tensor apply(GraphBuilder graph, Tensor x) {
            return graph.multiply(x, graph.unary(UnaryKind.TANH, graph.unary(UnaryKind.SOFTPLUS, x)));
        }
    },
    SOFT_SHRINK {
        @Override
        public Tensor apply(GraphBuilder graph, Tensor x) {
            // The parts beyond one half on either side.
            Tensor above = graph.unary(UnaryKind.RELU, graph.add(x, -0.5));
            return graph.subtract(above, graph.unary(UnaryKind.RELU, graph.add(negative(graph, x), -0.5)));
        }
    },
    HARD_SHRINK {
        @Override
        public Tensor apply(GraphBuilder graph, Tensor x) {
            Tensor far = graph.binary(
                    BinaryKind.GREATER, graph.unary(UnaryKind.ABSOLUTE, x), graph.constant(x.dtype(), 0.5));
            return graph.where(far, x, graph.constant(x.dtype(), 0));
        }
    },
    SPARSE_PLUS {
        @Override
        public Tensor apply(GraphBuilder graph, Tensor x) {
            // A quarter of (x + 1)^2 between -1 and 1, and x from there on.
            Tensor one = graph.constant(x.dtype(), 1);
            Tensor curve = graph.unary(UnaryKind.SQUARE, graph.unary(UnaryKind.RELU, graph.add(x, 1)));
            return graph.where(graph.binary(BinaryKind.LESS, x, one), graph.multiply(curve, 0.25), x);
        }
    },
    SQUAREPLUS {
        @Override
        public Tensor apply(GraphBuilder graph, Tensor x) {
            Tensor root = graph.unary(UnaryKind.SQRT, graph.add(graph.unary(UnaryKind.SQUARE, x), 4));
            return graph.multiply(graph.add(x, root), 0.5);
        }
    },
    GLU {
        @Override
        public Tensor apply(GraphBuilder graph, Tensor x) {
            List<Tensor> halves = graph.split(x, -1, 2);
            return graph.multiply(halves.getFirst(), graph.unary(UnaryKind.SIGMOID, halves.getLast()));
        }
    },
    SPARSEMAX {
        @Override
        public Tensor apply(GraphBuilder graph, Tensor x) {
            return Sparsemax.apply(graph, x);
        }
    };

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
        return Arrays.stream(values()).map(ActivationFunction::keras).collect(Collectors.joining(", "));
    }

    private String keras() {
        return name().toLowerCase(Locale.ROOT);
    }
}
