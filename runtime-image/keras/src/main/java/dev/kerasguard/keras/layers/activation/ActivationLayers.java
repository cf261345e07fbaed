package dev.kerasguard.keras.layers.activation;

import dev.kerasguard.keras.layers.LayerReader;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The activation layers by class name. */
public final class ActivationLayers {

    /** Those that are a function of numbers alone, and so can stand for an activation in another layer. */
    static final SortedMap<String, ActivationReader> WITHOUT_WEIGHTS =
            Collections.unmodifiableSortedMap(new TreeMap<>(Map.of(
                    "Activation", Activation::required,
                    "ELU", EluActivation::read,
                    "LeakyReLU", RectifierActivation::leaky,
                    "ReLU", RectifierActivation::relu,
                    "Softmax", SoftmaxLayer::read)));

    /** All of them. */
    public static final Map<String, LayerReader> ALL = all();

    private ActivationLayers() {}

    private static Map<String, LayerReader> all() {
        SortedMap<String, LayerReader> all = new TreeMap<>();
        WITHOUT_WEIGHTS.forEach((name, reader) -> all.put(name, LayerReader.passingMask(settings -> {
            Activation activation = reader.read(settings);
            return (scope, x) -> activation.apply(scope.graph(), x);
        })));
        all.put("PReLU", LayerReader.passingMask(ParametricRectifierLayer::read));
        all.put("Softmax", LayerReader.of(SoftmaxLayer::read));
        return Collections.unmodifiableMap(all);
    }
}
