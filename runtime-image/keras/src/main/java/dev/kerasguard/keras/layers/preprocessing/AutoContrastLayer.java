package dev.kerasguard.keras.layers.preprocessing;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.ElementwiseOp.UnaryKind;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.ReduceOp.Kind;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.LayerScope;
import dev.kerasguard.keras.layers.TensorLayer;
import java.util.Arrays;

/**
 * {@code AutoContrast}: each channel stretched over all values. Keras takes dimensions 1 and 2 for rows and columns in
 * both data formats, and so does this.
 */
record AutoContrastLayer(float low, float high) implements TensorLayer {

    private static final double FULL = 255;

    static AutoContrastLayer read(Settings settings) throws ModelRefusedException {
        float[] range = settings.has("value_range") ? settings.numbers("value_range") : new float[] {0, (float) FULL};
        Arrays.sort(range);
        if (range.length != 2 || range[0] == range[1]) {
            throw settings.invalid("value_range", "must be two numbers that differ");
        }
        return new AutoContrastLayer(range[0], range[1]);
    }

    @Override
    public Tensor apply(LayerScope scope, Tensor input) throws ModelRefusedException {
        scope.requireRank(input, 4, "batch, rows, columns, channels");
        GraphBuilder graph = scope.graph();
        Tensor original = graph.cast(input, scope.policy().compute());
        boolean full = low == 0 && high == FULL;
        Tensor x = full ? original : range(graph, original, low, high, 0, FULL);
        Tensor least = graph.reduce(Kind.MIN, x, true, 1, 2);
        Tensor most = graph.reduce(Kind.MAX, x, true, 1, 2);
        Tensor scale = graph.divide(graph.constant(x.dtype(), FULL), graph.subtract(most, least));
        Tensor offset = graph.multiply(graph.unary(UnaryKind.NEGATIVE, least), scale);
        Tensor stretched = graph.clip(graph.add(graph.multiply(x, scale), offset), 0, FULL);
        Tensor result = full ? stretched : range(graph, stretched, 0, FULL, low, high);
        // A channel of one value only has nothing to stretch.
        return graph.where(graph.unary(UnaryKind.ISNAN, result), original, result);
    }

    private static Tensor range(GraphBuilder graph, Tensor x, double from, double to, double low, double high) {
        Tensor unit = graph.divide(graph.add(x, -from), graph.constant(x.dtype(), to - from));
        return graph.add(graph.multiply(unit, high - low), low);
    }
}
