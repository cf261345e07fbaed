package dev.kerasguard.keras.layers.core;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Quantization;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.LayerScope;
import dev.kerasguard.keras.layers.TensorLayer;
import dev.kerasguard.keras.layers.activation.Activation;
import org.jspecify.annotations.Nullable;

/**
 * {@code Dense}: a matrix product over the last dimension. Weights: kernel (in, units), bias (units). An adapter (LoRA)
 * needs nothing: Keras saves the kernel with the adapter merged into it.
 */
record DenseLayer(int units, boolean bias, Activation activation, QuantizationSettings quantization)
        implements TensorLayer {

    static DenseLayer read(Settings settings) throws ModelRefusedException {
        return new DenseLayer(
                settings.integer("units", 1),
                settings.bool("use_bias", true),
                Activation.optional(settings),
                QuantizationSettings.read(settings));
    }

    @Override
    public Tensor apply(LayerScope scope, Tensor input) throws ModelRefusedException {
        if (input.rank() < 2) {
            throw scope.invalid("takes at least 2 dimensions and is called with " + input.rank());
        }
        Tensor x = scope.floating(input);
        long size = scope.size(x, -1);
        Quantization mode = scope.policy().quantization();
        if (mode == null) {
            Tensor kernel = scope.weight(0, size, units);
            Tensor vector = bias ? scope.weight(1, units) : null;
            return Projection.apply(scope.graph(), x, kernel, vector, activation);
        }
        Tensor product = quantized(scope, x, size, mode);
        Tensor sum = bias ? scope.graph().biasAdd(product, scope.weight(1, units)) : product;
        return activation.apply(scope.graph(), sum);
    }

    private Tensor quantized(LayerScope scope, Tensor x, long size, Quantization mode) throws ModelRefusedException {
        GraphBuilder graph = scope.graph();
        int next = bias ? 2 : 1;
        InputQuantizer inputs = quantization.inputs(mode.mode());
        if (mode.mode() == Quantization.Mode.INT8) {
            Tensor kernel = QuantizedWeights.int8(scope, 0, size, units);
            return descaled(graph, x, kernel, scope.state(next, units), inputs);
        }
        int block = quantization.blockSize(mode);
        Tensor kernel = QuantizedWeights.int4(scope, 0, size, units);
        if (block == Quantization.PER_CHANNEL) {
            return descaled(graph, x, kernel, scope.state(next, units), inputs);
        }
        long groups = QuantizedWeights.groups(size, block);
        Tensor scale = scope.state(next, groups, units);
        Tensor zero = QuantizedWeights.int8(scope, next + 1, groups, units);
        Tensor group = scope.stored(next + 2, DType.FLOAT32, false, size);
        return Projection.apply(graph, x, QuantizedWeights.dequantize(graph, kernel, scale, zero, group, 0));
    }

    private static Tensor descaled(
            GraphBuilder graph, Tensor x, Tensor kernel, Tensor scale, @Nullable InputQuantizer inputs) {
        if (inputs == null) {
            return graph.divide(Projection.apply(graph, x, kernel), scale);
        }
        InputQuantizer.Quantized quantized = inputs.apply(graph, x, -1);
        Tensor product = Projection.exact(graph, quantized.numbers(), kernel);
        return graph.divide(product, graph.multiply(scale, quantized.scale()));
    }
}
