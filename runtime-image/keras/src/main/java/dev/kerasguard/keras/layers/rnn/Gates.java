package dev.kerasguard.keras.layers.rnn;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.activation.Activation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The functions of a cell with gates.
 *
 * @param activation of what is remembered
 * @param recurrent of the gates
 * @param standard whether these are the hyperbolic tangent and the sigmoid, as fused operations have them
 */
record Gates(Activation activation, Activation recurrent, boolean standard) {

    static Gates read(Settings settings) throws ModelRefusedException {
        boolean standard = names(settings, "activation", "tanh") && names(settings, "recurrent_activation", "sigmoid");
        return new Gates(activation(settings), named(settings, "recurrent_activation", "sigmoid"), standard);
    }

    /** The setting {@code activation} of a recurrent layer: absent is the hyperbolic tangent, null is linear. */
    static Activation activation(Settings settings) throws ModelRefusedException {
        return named(settings, "activation", "tanh");
    }

    private static Activation named(Settings settings, String key, String otherwise) throws ModelRefusedException {
        if (settings.find(key) != null) {
            return Activation.named(settings, key);
        }
        String name = settings.node().has(key) ? "linear" : otherwise;
        return Activation.named(new Settings(settings.node().objectNode().put(key, name), settings.place()), key);
    }

    private static boolean names(Settings settings, String key, String name) {
        @Nullable JsonNode value = settings.node().has(key) ? settings.find(key) : TextNode.valueOf(name);
        return value != null && value.asText().equals(name);
    }

    /** One step of a long short-term memory of any shape, its gates one after the other in the last dimension. */
    List<Tensor> remember(GraphBuilder graph, Tensor gates, Tensor carry) {
        List<Tensor> each = graph.split(gates, -1, 4);
        Tensor input = recurrent.apply(graph, each.get(0));
        Tensor forget = recurrent.apply(graph, each.get(1));
        Tensor candidate = activation.apply(graph, each.get(2));
        Tensor output = recurrent.apply(graph, each.get(3));
        Tensor next = graph.add(graph.multiply(forget, carry), graph.multiply(input, candidate));
        return List.of(graph.multiply(output, activation.apply(graph, next)), next);
    }
}
