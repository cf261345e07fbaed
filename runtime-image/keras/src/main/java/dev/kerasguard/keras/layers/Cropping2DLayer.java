package dev.kerasguard.keras.layers;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** {@code Cropping2D}: an image without its borders. */
record Cropping2DLayer(Borders borders) implements LayerBuilder {

    static Cropping2DLayer read(Settings settings) throws ModelRefusedException {
        return new Cropping2DLayer(Borders.read(settings, "cropping"));
    }

    @Override
    public Operand<TFloat32> build(LayerScope scope, List<Operand<TFloat32>> inputs) throws ModelRefusedException {
        Operand<TFloat32> image = scope.onlyImage(inputs);
        int rows = (int) scope.size(image, 1) - borders.top() - borders.bottom();
        int columns = (int) scope.size(image, 2) - borders.left() - borders.right();
        if (rows < 1 || columns < 1) {
            throw scope.invalid("crops all of the image");
        }
        return scope.tf()
                .slice(
                        image,
                        scope.tf().constant(new int[] {0, borders.top(), borders.left(), 0}),
                        scope.tf().constant(new int[] {-1, rows, columns, -1}));
    }
}
