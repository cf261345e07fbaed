package dev.kerasguard.keras.layers;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** {@code MaxPooling2D} and {@code AveragePooling2D}; padding counts in no average. */
record Pooling2DLayer(Window window, Kind kind) implements LayerBuilder {

    /** What a pooling gives of its window. */
    enum Kind {
        MAXIMUM,
        AVERAGE
    }

    static Pooling2DLayer read(Settings settings, Kind kind) throws ModelRefusedException {
        return new Pooling2DLayer(Window.read(settings, "pool_size", true), kind);
    }

    @Override
    public Operand<TFloat32> build(LayerScope scope, List<Operand<TFloat32>> inputs) throws ModelRefusedException {
        Operand<TFloat32> image = scope.onlyImage(inputs);
        window.check(scope, image);
        return switch (kind) {
            case MAXIMUM ->
                scope.tf()
                        .nn
                        .maxPool(
                                image,
                                scope.tf().constant(new int[] {
                                    1, window.size().rows(), window.size().columns(), 1
                                }),
                                scope.tf().constant(new int[] {
                                    1, window.strides().rows(), window.strides().columns(), 1
                                }),
                                window.padding());
            case AVERAGE ->
                scope.tf()
                        .nn
                        .avgPool(
                                image,
                                List.of(
                                        1L,
                                        (long) window.size().rows(),
                                        (long) window.size().columns(),
                                        1L),
                                window.strideList(),
                                window.padding());
        };
    }
}
