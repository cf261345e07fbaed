package dev.kerasguard.keras.layers.pooling;

import dev.kerasguard.keras.graph.LinearOp.PoolKind;
import dev.kerasguard.keras.layers.LayerReader;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

/** The pooling layers by class name. */
public final class PoolingLayers {

    /** All of them. */
    public static final Map<String, LayerReader> ALL = all();

    private PoolingLayers() {}

    private static Map<String, LayerReader> all() {
        Map<String, LayerReader> all = new HashMap<>();
        for (PoolKind kind : PoolKind.values()) {
            String name = (kind == PoolKind.MAX ? "Max" : "Average") + "Pooling";
            for (int each = 1; each <= 3; each++) {
                int rank = each;
                all.put(name + rank + "D", LayerReader.of(settings -> PoolLayer.read(settings, kind, rank)));
                all.put(
                        "Global" + name + rank + "D",
                        LayerReader.of(settings -> GlobalPoolLayer.read(settings, kind, rank)));
                all.put(
                        "Adaptive" + name + rank + "D",
                        LayerReader.of(settings -> AdaptivePoolLayer.read(settings, kind, rank)));
            }
        }
        return Collections.unmodifiableMap(all);
    }
}
