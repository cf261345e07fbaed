package dev.kerasguard.keras.layers;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import java.util.List;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * {@code Permute} of all dimensions but the batch.
 *
 * @param order the dimensions in their new order, from 1
 */
record PermuteLayer(List<Integer> order) implements LayerBuilder {

    static PermuteLayer read(Settings settings) throws ModelRefusedException {
        List<Integer> order = settings.integers("dims", 1);
        if (!order.stream()
                .sorted()
                .toList()
                .equals(IntStream.rangeClosed(1, order.size()).boxed().toList())) {
            throw settings.invalid("dims", "must hold each dimension from 1 once");
        }
        return new PermuteLayer(order);
    }

    @Override
    public Operand<TFloat32> build(LayerScope scope, List<Operand<TFloat32>> inputs) throws ModelRefusedException {
        Operand<TFloat32> input = scope.only(inputs);
        if (input.shape().numDimensions() != order.size() + 1) {
            throw scope.invalid("orders " + order.size() + " dimensions and is called with "
                    + (input.shape().numDimensions() - 1));
        }
        int[] all = IntStream.concat(IntStream.of(0), order.stream().mapToInt(Integer::intValue))
                .toArray();
        return scope.tf().linalg.transpose(input, scope.tf().constant(all));
    }
}
