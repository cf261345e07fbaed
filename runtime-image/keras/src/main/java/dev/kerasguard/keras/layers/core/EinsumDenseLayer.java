package dev.kerasguard.keras.layers.core;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Quantization;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.Dim;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.LayerScope;
import dev.kerasguard.keras.layers.TensorLayer;
import dev.kerasguard.keras.layers.activation.Activation;
import dev.kerasguard.keras.layers.activation.ActivationFunction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code EinsumDense}: a product of the input and a kernel by an equation. Weights: kernel, bias (from the first of its
 * axes to the output's last one, 1 along the others).
 *
 * @param declared the output's sizes without the batch, null where they follow from the input
 * @param biasAxes the letters of the output that the bias has; empty without a bias
 */
public record EinsumDenseLayer(
        EinsumEquation equation,
        List<@Nullable Long> declared,
        String biasAxes,
        Activation activation,
        QuantizationSettings quantization)
        implements TensorLayer {

    static EinsumDenseLayer read(Settings settings) throws ModelRefusedException {
        EinsumEquation equation = EinsumEquation.read(settings);
        String biasAxes = settings.string("bias_axes", "");
        if (biasAxes.length() > 8
                || !biasAxes.chars().allMatch(letter -> equation.output().indexOf(letter) >= 0)) {
            throw settings.invalid("bias_axes", "must be letters of the equation's output");
        }
        return new EinsumDenseLayer(
                equation,
                declared(settings),
                biasAxes,
                Activation.optional(settings),
                QuantizationSettings.read(settings));
    }

    /**
     * A projection that another layer makes for itself.
     *
     * @param free how many dimensions of the input stay, the batch among them
     * @param reduced how many dimensions after those are summed over
     * @param out the sizes of the dimensions that take their place
     */
    public static EinsumDenseLayer projection(
            int free, int reduced, List<Long> out, boolean bias, Activation activation) {
        String letters = "abcdefghijklmnopqrstuvwxyz";
        String kept = letters.substring(0, free);
        String summed = letters.substring(free, free + reduced);
        String added = letters.substring(free + reduced, free + reduced + out.size());
        List<@Nullable Long> declared = new ArrayList<>();
        for (int i = 1; i < free; i++) {
            declared.add(null);
        }
        declared.addAll(out);
        return new EinsumDenseLayer(
                new EinsumEquation(kept + summed, summed + added, kept + added, EinsumEquation.Ellipsis.NONE),
                declared,
                bias ? added : "",
                activation,
                QuantizationSettings.NONE);
    }

    private static List<@Nullable Long> declared(Settings settings) throws ModelRefusedException {
        JsonNode node = settings.find("output_shape");
        List<@Nullable Long> declared = new ArrayList<>();
        for (JsonNode size : node != null && node.isArray() ? settings.array("output_shape") : listOf(node)) {
            boolean whole = size.isInt() && size.intValue() > 0 && size.intValue() <= Settings.MAX_INTEGER;
            if ((!size.isNull() && !whole) || declared.size() == 8) {
                throw settings.invalid(
                        "output_shape", "must be up to 8 sizes from 1 to " + Settings.MAX_INTEGER + " or null");
            }
            declared.add(size.isNull() ? null : (Long) size.longValue());
        }
        return declared;
    }

    private static List<JsonNode> listOf(@Nullable JsonNode node) {
        return node == null ? List.of() : List.of(node);
    }

    @Override
    public Tensor apply(LayerScope scope, Tensor input) throws ModelRefusedException {
        Tensor x = scope.floating(input);
        int elided = x.rank() - equation.input().length();
        EinsumEquation full = equation.of(x.rank(), scope);
        Map<Character, Long> sizes = full.sizes(x.shape(), declared, elided, equation.ellipsis(), scope);
        Quantization mode = scope.policy().quantization();
        if (mode != null) {
            Tensor product = new QuantizedEinsum(full, sizes, quantization).apply(scope, x, mode, biasAxes.isEmpty());
            return activation.apply(scope.graph(), biased(scope, product, full, sizes));
        }
        Tensor kernel = scope.weight(0, EinsumEquation.known(full.kernel(), sizes, scope));
        if (full.isMatrixProduct()) {
            return matrixProduct(scope, x, kernel, full, sizes);
        }
        Tensor product = scope.graph().einsum(full.toString(), x, kernel);
        return activation.apply(scope.graph(), biased(scope, product, full, sizes));
    }

    private Tensor matrixProduct(
            LayerScope scope, Tensor x, Tensor kernel, EinsumEquation full, Map<Character, Long> sizes)
            throws ModelRefusedException {
        GraphBuilder graph = scope.graph();
        int reduced = full.reduced().length();
        String added = full.kernel().substring(reduced);
        long in = product(kernel.shape().sub(0, reduced).sizes());
        long out = product(kernel.shape().sub(reduced, kernel.rank()).sizes());
        Tensor matrix = kernel.rank() == 2 ? kernel : graph.reshape(kernel, Dim.of(in), Dim.of(out));
        // Next to the product an engine fuses it with the bias, and of 16 bits that rounds once where Keras does twice.
        boolean whole = x.dtype().bytes() > 2
                && biasAxes.length() == added.length()
                && biasAxes.chars().allMatch(c -> added.indexOf(c) >= 0);
        Tensor vector = null;
        if (whole) {
            Tensor bias = scope.weight(1, EinsumEquation.known(added, sizes, scope));
            vector = bias.rank() == 1 ? bias : graph.reshape(bias, Dim.of(out));
        }
        boolean simple = reduced == 1 && added.length() == 1;
        if (simple) {
            Tensor result = Projection.apply(graph, x, matrix, vector, whole ? activation : ActivationFunction.LINEAR);
            return whole ? result : activation.apply(graph, biased(scope, result, full, sizes));
        }
        int free = x.rank() - reduced;
        Tensor rows = graph.reshape(x, Dim.REST, Dim.of(in));
        Tensor flat = Projection.apply(graph, rows, matrix, vector, ActivationFunction.LINEAR);
        Dim[] dims = new Dim[free + added.length()];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = i < free ? Dim.same(i) : Dim.of(kernel.size(reduced + i - free));
        }
        Tensor shaped = graph.reshapeLike(flat, x, dims);
        return activation.apply(graph, whole ? shaped : biased(scope, shaped, full, sizes));
    }

    private Tensor biased(LayerScope scope, Tensor product, EinsumEquation full, Map<Character, Long> sizes)
            throws ModelRefusedException {
        if (biasAxes.isEmpty()) {
            return product;
        }
        String output = full.output();
        int first = biasAxes.chars().map(output::indexOf).min().orElse(0);
        String tail = output.substring(first);
        long[] shape = EinsumEquation.known(tail, restricted(tail, sizes), scope);
        Tensor bias = scope.weight(1, shape);
        return bias.rank() == 1
                ? scope.graph().biasAdd(product, bias)
                : scope.graph().add(product, bias);
    }

    private Map<Character, Long> restricted(String tail, Map<Character, Long> sizes) {
        Map<Character, Long> restricted = new HashMap<>(sizes);
        tail.chars()
                .filter(letter -> biasAxes.indexOf(letter) < 0)
                .forEach(letter -> restricted.put((char) letter, 1L));
        return restricted;
    }

    private static long product(List<Long> sizes) {
        return sizes.stream().reduce(1L, Math::multiplyExact);
    }
}
