package dev.kerasguard.keras.layers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.RefusalRule;
import dev.kerasguard.keras.config.Settings;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The functions of {@code keras.activations} by name, with the defaults that a name stands for.
 *
 * <p>Formulas: keras.io/api/layers/activations; the constants of SELU are TensorFlow's own.
 */
enum Activation {
    LINEAR {
        @Override
        Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x) {
            return x;
        }
    },
    RELU {
        @Override
        Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x) {
            return tf.nn.relu(x);
        }
    },
    RELU6 {
        @Override
        Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x) {
            return tf.nn.relu6(x);
        }
    },
    LEAKY_RELU {
        @Override
        Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x) {
            return tf.nn.leakyRelu(x, org.tensorflow.op.nn.LeakyRelu.alpha(0.2f));
        }
    },
    ELU {
        @Override
        Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x) {
            return tf.nn.elu(x);
        }
    },
    CELU {
        @Override
        Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x) {
            return tf.nn.elu(x);
        }
    },
    SELU {
        @Override
        Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x) {
            return tf.nn.selu(x);
        }
    },
    GELU {
        @Override
        Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x) {
            Operand<TFloat32> scaled = tf.math.mul(x, tf.constant((float) Math.sqrt(0.5)));
            Operand<TFloat32> half = tf.math.mul(x, tf.constant(0.5f));
            return tf.math.mul(half, tf.math.add(tf.math.erf(scaled), tf.constant(1f)));
        }
    },
    SIGMOID {
        @Override
        Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x) {
            return tf.math.sigmoid(x);
        }
    },
    LOG_SIGMOID {
        @Override
        Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x) {
            return tf.math.neg(tf.math.softplus(tf.math.neg(x)));
        }
    },
    TANH {
        @Override
        Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x) {
            return tf.math.tanh(x);
        }
    },
    SOFTMAX {
        @Override
        Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x) {
            return tf.nn.softmax(x);
        }
    },
    LOG_SOFTMAX {
        @Override
        Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x) {
            return tf.nn.logSoftmax(x);
        }
    },
    SOFTPLUS {
        @Override
        Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x) {
            return tf.math.softplus(x);
        }
    },
    SOFTSIGN {
        @Override
        Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x) {
            return tf.nn.softsign(x);
        }
    },
    SILU {
        @Override
        Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x) {
            return tf.math.mul(x, tf.math.sigmoid(x));
        }
    },
    HARD_SIGMOID {
        @Override
        Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x) {
            return tf.math.mul(tf.nn.relu6(tf.math.add(x, tf.constant(3f))), tf.constant(1f / 6));
        }
    },
    HARD_SILU {
        @Override
        Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x) {
            return tf.math.mul(x, HARD_SIGMOID.apply(tf, x));
        }
    },
    HARD_TANH {
        @Override
        Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x) {
            return tf.clipByValue(x, tf.constant(-1f), tf.constant(1f));
        }
    },
    TANH_SHRINK {
        @Override
        Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x) {
            return tf.math.sub(x, tf.math.tanh(x));
        }
    },
    EXPONENTIAL {
        @Override
        Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x) {
            return tf.math.exp(x);
        }
    },
    MISH {
        @Override
        Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x) {
            return tf.math.mul(x, tf.math.tanh(tf.math.softplus(x)));
        }
    };

    abstract Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x);

    /** The setting {@code activation}; none is linear. */
    static Activation optional(Settings settings) throws ModelRefusedException {
        return settings.has("activation") ? required(settings) : LINEAR;
    }

    /** The setting {@code activation}, which must be there. */
    static Activation required(Settings settings) throws ModelRefusedException {
        JsonNode value = settings.find("activation");
        if (value instanceof ObjectNode object) {
            boolean custom = !object.path("module").asText("").startsWith("keras.");
            throw custom
                    ? RefusalRule.CUSTOM_OBJECT.at(
                            settings.place(),
                            "its activation is a custom function, whose code is not in the file; use one of " + names()
                                    + ", or export as SavedModel with model.export()")
                    : settings.unsupported("activation", names() + " by name");
        }
        String name = settings.string("activation");
        return switch (name) {
            case "swish" -> SILU;
            case "hard_swish" -> HARD_SILU;
            default ->
                Arrays.stream(values())
                        .filter(each -> each.keras().equals(name))
                        .findFirst()
                        .orElseThrow(() -> settings.unsupported("activation", names()));
        };
    }

    private String keras() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static String names() {
        return Arrays.stream(values()).map(Activation::keras).collect(Collectors.joining(", "));
    }
}
