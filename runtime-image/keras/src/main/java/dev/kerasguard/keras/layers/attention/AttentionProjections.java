package dev.kerasguard.keras.layers.attention;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.DtypePolicy;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.LayerScope;
import dev.kerasguard.keras.layers.activation.ActivationFunction;
import dev.kerasguard.keras.layers.core.EinsumDenseLayer;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The projections of an attention layer: an {@code EinsumDense} each, with a dtype policy that may be its own.
 *
 * @param exposed whether all but the gate have public names, under which Keras stores them
 * @param policies by role
 */
record AttentionProjections(boolean bias, boolean exposed, Map<AttentionProjections.Role, DtypePolicy> policies) {

    /** What is projected. */
    enum Role {
        QUERY("query_dense", "query"),
        KEY("key_dense", "key"),
        GATE("gate_dense", "gate"),
        VALUE("value_dense", "value"),
        OUTPUT("output_dense", "attention_output");

        private final String group;
        private final String keras;

        Role(String group, String keras) {
            this.group = group;
            this.keras = keras;
        }
    }

    static AttentionProjections read(Settings settings, boolean exposed) throws ModelRefusedException {
        Map<Role, DtypePolicy> policies = new EnumMap<>(Role.class);
        for (Role role : Role.values()) {
            policies.put(role, DtypePolicy.read(settings, role.keras));
        }
        return new AttentionProjections(settings.bool("use_bias", true), exposed, policies);
    }

    /**
     * Adds a projection's operations.
     *
     * @param reduced how many of the last dimensions go
     * @param out what comes in their place
     */
    Tensor apply(LayerScope scope, Role role, Tensor x, int reduced, List<Long> out) throws ModelRefusedException {
        ActivationFunction activation = role == Role.GATE ? ActivationFunction.SIGMOID : ActivationFunction.LINEAR;
        String group = exposed && role != Role.GATE ? role.group : "_" + role.group;
        LayerScope inner = scope.child(group, policies.getOrDefault(role, scope.policy()));
        Tensor cast = scope.graph().cast(x, inner.policy().compute());
        return EinsumDenseLayer.projection(x.rank() - reduced, reduced, out, bias, activation)
                .apply(inner, cast);
    }
}
