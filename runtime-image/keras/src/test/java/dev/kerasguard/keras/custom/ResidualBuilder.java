package dev.kerasguard.keras.custom;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.Value.Leaf;

/** {@code acme>Residual} of parity/custom_layers.py. */
public final class ResidualBuilder implements CustomLayerBuilder {

    @Override
    public String registeredName() {
        return "acme>Residual";
    }

    @Override
    public CustomLayer read(LayerConfig config) throws ModelRefusedException {
        Sublayer layer = config.layer("layer");
        double factor = config.number("factor", 0.5);
        return call -> {
            Tensor x = call.input().tensor();
            Tensor inner = call.graph().multiply(call.call(layer, "layer", x), factor);
            return new Leaf(call.graph().add(x, inner));
        };
    }
}
