package dev.kerasguard.keras.layers;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Reads the settings of one class of layers. */
@FunctionalInterface
public interface LayerReader {

    /**
     * Reads a layer's settings.
     *
     * @param settings its config
     * @param catalog where layers that it wraps are found
     * @throws ModelRefusedException when an option is not supported, or is not what Keras writes
     */
    LayerBuilder read(Settings settings, LayerCatalog catalog) throws ModelRefusedException;

    /** Reads a layer that wraps no other. */
    @FunctionalInterface
    interface Plain {
        /** Reads a layer's settings. */
        LayerBuilder read(Settings settings) throws ModelRefusedException;
    }

    /** The readers of several families as one list, by class name. */
    static NavigableMap<String, LayerReader> joined(List<Map<String, LayerReader>> families) {
        NavigableMap<String, LayerReader> all = new TreeMap<>();
        families.forEach(all::putAll);
        return Collections.unmodifiableNavigableMap(all);
    }

    /** A reader of layers that wrap no other. */
    static LayerReader of(Plain reader) {
        return (settings, _) -> reader.read(settings);
    }

    /** A reader of layers that take and give one tensor and let its mask pass. */
    static LayerReader passingMask(TensorReader reader) {
        return (settings, _) -> LayerBuilder.passingMask(reader.read(settings));
    }

    /** Reads a layer that takes and gives one tensor. */
    @FunctionalInterface
    interface TensorReader {
        /** Reads a layer's settings. */
        TensorLayer read(Settings settings) throws ModelRefusedException;
    }
}
