package dev.kerasguard.keras.layers;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** {@code ZeroPadding2D}: zeros around an image. */
record ZeroPadding2DLayer(Borders borders) implements LayerBuilder {

    static ZeroPadding2DLayer read(Settings settings) throws ModelRefusedException {
        return new ZeroPadding2DLayer(Borders.read(settings, "padding"));
    }

    @Override
    public Operand<TFloat32> build(LayerScope scope, List<Operand<TFloat32>> inputs) throws ModelRefusedException {
        int[][] sides = {{0, 0}, {borders.top(), borders.bottom()}, {borders.left(), borders.right()}, {0, 0}};
        return scope.tf().pad(scope.onlyImage(inputs), scope.tf().constant(sides), scope.constant(0));
    }
}
