package dev.kerasguard.keras.layers;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** {@code Flatten}: all dimensions but the batch become one. */
record FlattenLayer() implements LayerBuilder {

    static FlattenLayer read(Settings settings) throws ModelRefusedException {
        Window.requireChannelsLast(settings);
        return new FlattenLayer();
    }

    @Override
    public Operand<TFloat32> build(LayerScope scope, List<Operand<TFloat32>> inputs) throws ModelRefusedException {
        Operand<TFloat32> input = scope.only(inputs);
        long size = 1;
        for (int i = 1; i < input.shape().numDimensions(); i++) {
            size *= scope.size(input, i);
        }
        return scope.tf().reshape(input, scope.tf().constant(new long[] {-1, size}));
    }
}
