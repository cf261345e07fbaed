package dev.kerasguard.keras.layers.normalization;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.KerasObject;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.graph.WeightDeclaration;
import dev.kerasguard.keras.layers.Arguments;
import dev.kerasguard.keras.layers.LayerBuilder;
import dev.kerasguard.keras.layers.LayerCatalog;
import dev.kerasguard.keras.layers.LayerScope;
import dev.kerasguard.keras.layers.Value;
import dev.kerasguard.keras.layers.Value.Leaf;

/**
 * {@code SpectralNormalization}: at inference the layer that it wraps, whose kernel training has divided already.
 * Weights: those of the layer, and of its own the kernel once more and a vector as long as the kernel's last dimension,
 * which only training reads.
 */
record SpectralNormalizationLayer(KerasObject object, LayerBuilder layer) implements LayerBuilder {

    static SpectralNormalizationLayer read(Settings settings, LayerCatalog catalog) throws ModelRefusedException {
        settings.integer("power_iterations", 1, 1);
        KerasObject object = settings.layer("layer");
        return new SpectralNormalizationLayer(object, catalog.read(object));
    }

    @Override
    public Value call(LayerScope scope, Arguments arguments) throws ModelRefusedException {
        Leaf input = scope.only(arguments);
        LayerScope inner = scope.child("layer", object);
        DType compute = inner.policy().compute();
        boolean casts = layer.castsInputs() && input.tensor().dtype().isFloating();
        Leaf cast = casts ? input.with(scope.graph().cast(input.tensor(), compute)) : input;
        Value given = layer.call(inner, Arguments.of(cast));
        WeightDeclaration kernel = scope.weights().find(inner.path() + "/vars/0");
        if (kernel == null || !(given instanceof Leaf output)) {
            throw scope.invalid("wraps a layer that has no kernel");
        }
        scope.stored(0, kernel.type().dtype(), true, kernel.type().shape().toArray());
        scope.stored(1, kernel.type().dtype(), false, 1, kernel.type().shape().size(-1));
        Tensor result = scope.graph().cast(output.tensor(), input.tensor().dtype());
        return result.equals(output.tensor()) ? output : new Leaf(result);
    }
}
