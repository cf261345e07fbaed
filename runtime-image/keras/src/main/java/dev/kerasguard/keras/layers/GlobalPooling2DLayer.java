package dev.kerasguard.keras.layers;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.core.Max;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** {@code GlobalMaxPooling2D} and {@code GlobalAveragePooling2D}: one number for each channel. */
record GlobalPooling2DLayer(Pooling2DLayer.Kind kind, boolean keepDimensions) implements LayerBuilder {

    static GlobalPooling2DLayer read(Settings settings, Pooling2DLayer.Kind kind) throws ModelRefusedException {
        Window.requireChannelsLast(settings);
        return new GlobalPooling2DLayer(kind, settings.bool("keepdims", false));
    }

    @Override
    public Operand<TFloat32> build(LayerScope scope, List<Operand<TFloat32>> inputs) throws ModelRefusedException {
        Operand<TFloat32> image = scope.onlyImage(inputs);
        Operand<TInt32> pixels = scope.tf().constant(new int[] {1, 2});
        return switch (kind) {
            case MAXIMUM -> scope.tf().max(image, pixels, Max.keepDims(keepDimensions));
            case AVERAGE -> scope.tf().math.mean(image, pixels, Mean.keepDims(keepDimensions));
        };
    }
}
