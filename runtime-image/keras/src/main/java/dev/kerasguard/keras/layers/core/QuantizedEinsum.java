package dev.kerasguard.keras.layers.core;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Quantization;
import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.LayerScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The product of an {@code EinsumDense} whose kernel is stored in few bits. With 8 bits the kernel has its own shape
 * and its scale that of the output, 1 along what the kernel has not; with 4 bits the kernel is a matrix of what is
 * summed over and the rest.
 */
record QuantizedEinsum(EinsumEquation equation, Map<Character, Long> sizes, QuantizationSettings settings) {

    /** Adds the operations; the weights after the kernel are numbered from 2, or from 1 without a bias. */
    Tensor apply(LayerScope scope, Tensor x, Quantization mode, boolean noBias) throws ModelRefusedException {
        if (!equation.isPlain()) {
            throw scope.invalid("has a quantised kernel and names a dimension twice in a term of its equation");
        }
        int next = noBias ? 1 : 2;
        InputQuantizer inputs = settings.inputs(mode.mode());
        return mode.mode() == Quantization.Mode.INT8
                ? int8(scope, x, next, inputs)
                : int4(scope, x, next, inputs, settings.blockSize(mode));
    }

    private Tensor int8(LayerScope scope, Tensor x, int next, @Nullable InputQuantizer inputs)
            throws ModelRefusedException {
        GraphBuilder graph = scope.graph();
        Tensor kernel = QuantizedWeights.int8(scope, 0, EinsumEquation.known(equation.kernel(), sizes, scope));
        long[] shape = new long[equation.output().length()];
        for (int i = 0; i < shape.length; i++) {
            char letter = equation.output().charAt(i);
            shape[i] = equation.kernel().indexOf(letter) < 0 ? 1 : sizes.getOrDefault(letter, 1L);
        }
        Tensor scale = scope.state(next, shape);
        if (inputs == null) {
            return graph.divide(graph.einsum(equation.toString(), x, kernel), scale);
        }
        InputQuantizer.Quantized quantized = inputs.apply(graph, x, summedAxes());
        Tensor product = exact(graph, quantized.numbers(), kernel);
        return graph.divide(product, graph.multiply(likeOutput(graph, quantized.scale()), scale));
    }

    private Tensor int4(LayerScope scope, Tensor x, int next, @Nullable InputQuantizer inputs, int block)
            throws ModelRefusedException {
        GraphBuilder graph = scope.graph();
        long[] shape = EinsumEquation.known(equation.kernel(), sizes, scope);
        long rows = 1;
        long columns = 1;
        for (int i = 0; i < shape.length; i++) {
            boolean summed = equation.output().indexOf(equation.kernel().charAt(i)) < 0;
            rows = Math.multiplyExact(rows, summed ? shape[i] : 1);
            columns = Math.multiplyExact(columns, summed ? 1 : shape[i]);
        }
        Tensor numbers = QuantizedWeights.int4(scope, 0, rows, columns);
        if (block == Quantization.PER_CHANNEL) {
            Tensor kernel = graph.reshape(graph.divide(numbers, scope.state(next, columns)), shape);
            if (inputs == null) {
                return graph.einsum(equation.toString(), x, kernel);
            }
            InputQuantizer.Quantized quantized = inputs.apply(graph, x, summedAxes());
            Tensor product = graph.einsum(equation.toString(), quantized.numbers(), kernel);
            return graph.divide(product, likeOutput(graph, quantized.scale()));
        }
        long groups = QuantizedWeights.groups(rows, block);
        Tensor scale = scope.state(next, groups, columns);
        Tensor zero = QuantizedWeights.int8(scope, next + 1, groups, columns);
        Tensor group = scope.stored(next + 2, DType.FLOAT32, false, rows);
        Tensor kernel = graph.reshape(QuantizedWeights.dequantize(graph, numbers, scale, zero, group, 0), shape);
        return graph.einsum(equation.toString(), x, kernel);
    }

    /** Products of whole numbers of few bits add up in 32 bits where the layer computes in fewer. */
    private Tensor exact(GraphBuilder graph, Tensor x, Tensor kernel) {
        DType wide = x.dtype() == DType.FLOAT64 ? DType.FLOAT64 : DType.FLOAT32;
        Tensor product = graph.einsum(equation.toString(), graph.cast(x, wide), graph.cast(kernel, wide));
        return graph.cast(product, x.dtype());
    }

    private int[] summedAxes() {
        List<Integer> axes = new ArrayList<>();
        for (int i = 0; i < equation.input().length(); i++) {
            if (equation.output().indexOf(equation.input().charAt(i)) < 0) {
                axes.add(i);
            }
        }
        return axes.stream().mapToInt(Integer::intValue).toArray();
    }

    /** A tensor of the input's dimensions, 1 along those that are summed over, in the order of the output's. */
    private Tensor likeOutput(GraphBuilder graph, Tensor scale) {
        Tensor moved = scale;
        StringBuilder letters = new StringBuilder(equation.input());
        for (int i = letters.length() - 1; i >= 0; i--) {
            if (equation.output().indexOf(letters.charAt(i)) < 0) {
                moved = graph.squeeze(moved, i);
                letters.deleteCharAt(i);
            }
        }
        String output = equation.output();
        int[] order = output.chars()
                .map(letter -> letters.indexOf(Character.toString(letter)))
                .filter(index -> index >= 0)
                .toArray();
        moved = graph.transpose(moved, order);
        for (int i = 0; i < output.length(); i++) {
            if (letters.indexOf(output.substring(i, i + 1)) < 0) {
                moved = graph.expandDims(moved, i);
            }
        }
        return moved;
    }
}
