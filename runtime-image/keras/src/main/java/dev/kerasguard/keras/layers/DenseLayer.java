package dev.kerasguard.keras.layers;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** {@code Dense}: a matrix product over the last dimension. Weights: kernel (in, units), bias (units). */
record DenseLayer(int units, boolean bias, Activation activation) implements LayerBuilder {

    static DenseLayer read(Settings settings) throws ModelRefusedException {
        if (settings.has("lora_rank")) {
            throw settings.unsupported("lora_rank", "none: merge the adapter before saving");
        }
        if (settings.has("quantization_config")) {
            throw settings.unsupported("quantization_config", "none");
        }
        return new DenseLayer(
                settings.integer("units", 1), settings.bool("use_bias", true), Activation.optional(settings));
    }

    @Override
    public Operand<TFloat32> build(LayerScope scope, List<Operand<TFloat32>> inputs) throws ModelRefusedException {
        Operand<TFloat32> input = scope.only(inputs);
        int rank = input.shape().numDimensions();
        if (rank < 2) {
            throw scope.invalid("takes at least 2 dimensions and is called with " + rank);
        }
        Operand<TFloat32> kernel = scope.weight(0, scope.size(input, rank - 1), units);
        Operand<TFloat32> product = rank == 2
                ? scope.tf().linalg.matMul(input, kernel)
                : scope.tf().train.batchMatMul(input, kernel, TFloat32.class);
        return activation.apply(scope.tf(), bias ? Bias.add(scope, product, 1, units) : product);
    }
}
