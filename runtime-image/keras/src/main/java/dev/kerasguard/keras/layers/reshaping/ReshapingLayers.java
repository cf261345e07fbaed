package dev.kerasguard.keras.layers.reshaping;

import dev.kerasguard.keras.layers.LayerReader;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

/** The reshaping layers by class name. */
public final class ReshapingLayers {

    /** All of them. */
    public static final Map<String, LayerReader> ALL = all();

    private ReshapingLayers() {}

    private static Map<String, LayerReader> all() {
        Map<String, LayerReader> all = new HashMap<>();
        all.put("Flatten", LayerReader.of(FlattenLayer::read));
        all.put("Reshape", LayerReader.of(ReshapeLayer::read));
        all.put("Permute", LayerReader.of(PermuteLayer::read));
        all.put("RepeatVector", LayerReader.of(RepeatVectorLayer::read));
        for (int each = 1; each <= 3; each++) {
            int rank = each;
            all.put("UpSampling" + rank + "D", LayerReader.of(settings -> UpSamplingLayer.read(settings, rank)));
            all.put("ZeroPadding" + rank + "D", LayerReader.of(settings -> ZeroPaddingLayer.read(settings, rank)));
            all.put("Cropping" + rank + "D", LayerReader.of(settings -> CroppingLayer.read(settings, rank)));
        }
        return Collections.unmodifiableMap(all);
    }
}
