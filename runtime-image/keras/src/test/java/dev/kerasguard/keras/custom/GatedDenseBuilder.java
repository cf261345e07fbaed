package dev.kerasguard.keras.custom;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.Value.Leaf;
import java.util.Map;

/** {@code acme>GatedDense} of parity/custom_layers.py. */
public final class GatedDenseBuilder implements CustomLayerBuilder {

    @Override
    public String registeredName() {
        return "acme>GatedDense";
    }

    @Override
    public CustomLayer read(LayerConfig config) throws ModelRefusedException {
        int units = config.integer("units", 1);
        Sublayer activation = config.activation("activation");
        Sublayer gate = config.layer("Dense", Map.of("units", units, "activation", "sigmoid"));
        return call -> {
            Leaf input = call.input();
            long size = call.size(input.tensor(), -1);
            // Trained weights first, then the others, each in the order of add_weight.
            Tensor kernel = call.weight(0, size, units);
            Tensor bias = call.weight(1, units);
            Tensor shift = call.state(2, units);
            GraphBuilder graph = call.graph();
            Tensor sum = graph.subtract(graph.add(graph.matmul(input.tensor(), kernel), bias), shift);
            Tensor open = call.call(gate, "gate", input.tensor());
            return input.with(graph.multiply(call.call(activation, "activation", sum), open));
        };
    }
}
