package dev.kerasguard.keras.layers.core;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.ElementwiseOp.BinaryKind;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.ReduceOp.Kind;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.Arguments;
import dev.kerasguard.keras.layers.LayerBuilder;
import dev.kerasguard.keras.layers.LayerScope;
import dev.kerasguard.keras.layers.Value;
import dev.kerasguard.keras.layers.Value.Leaf;

/** {@code Masking}: steps that hold nothing but one value are masked, and become zero. */
record MaskingLayer(double value) implements LayerBuilder {

    static MaskingLayer read(Settings settings) throws ModelRefusedException {
        return new MaskingLayer(settings.real("mask_value", 0));
    }

    @Override
    public Value call(LayerScope scope, Arguments arguments) throws ModelRefusedException {
        Tensor x = scope.only(arguments).tensor();
        if (x.rank() < 2) {
            throw scope.invalid("takes at least 2 dimensions and is called with " + x.rank());
        }
        GraphBuilder graph = scope.graph();
        Tensor differs = graph.binary(BinaryKind.NOT_EQUAL, x, graph.constant(x.dtype(), value));
        Tensor holds = graph.reduce(Kind.ANY, differs, true, -1);
        Tensor kept = graph.where(holds, x, graph.constant(x.dtype(), 0));
        return new Leaf(kept, graph.squeeze(holds, -1));
    }
}
