package dev.kerasguard.keras.layers;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * {@code Reshape} of all dimensions but the batch.
 *
 * @param target one of them may be -1: whatever is left
 */
record ReshapeLayer(List<Integer> target) implements LayerBuilder {

    private static final int MAX_RANK = 6;

    static ReshapeLayer read(Settings settings) throws ModelRefusedException {
        List<Integer> target = settings.integers("target_shape", -1);
        if (target.size() > MAX_RANK
                || target.contains(0)
                || target.stream().filter(size -> size == -1).count() > 1) {
            throw settings.invalid("target_shape", "must hold at most " + MAX_RANK + " sizes, of which one may be -1");
        }
        return new ReshapeLayer(target);
    }

    @Override
    public Operand<TFloat32> build(LayerScope scope, List<Operand<TFloat32>> inputs) throws ModelRefusedException {
        Operand<TFloat32> input = scope.only(inputs);
        long have = 1;
        for (int i = 1; i < input.shape().numDimensions(); i++) {
            have *= scope.size(input, i);
        }
        long known = 1;
        for (int size : target) {
            known = size == -1 ? known : Math.min(known * size, Long.MAX_VALUE / (Settings.MAX_INTEGER + 1));
        }
        boolean open = target.contains(-1);
        if (open ? have % known != 0 : have != known) {
            throw scope.invalid("cannot make the shape " + target + " of " + have + " numbers");
        }
        long[] shape = new long[target.size() + 1];
        shape[0] = -1;
        for (int i = 0; i < target.size(); i++) {
            shape[i + 1] = target.get(i) == -1 ? have / known : target.get(i);
        }
        return scope.tf().reshape(input, scope.tf().constant(shape));
    }
}
