package dev.kerasguard.keras.config;

import dev.kerasguard.keras.LoadLimits;
import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.assembly.KerasGraph;
import dev.kerasguard.keras.assembly.Refusals;
import dev.kerasguard.keras.custom.CustomLayers;
import dev.kerasguard.keras.fuzzing.Fuzzing;
import dev.kerasguard.keras.layers.Assets;
import dev.kerasguard.keras.legacy.LegacyConfig;

/** Reads bytes as a config of Keras 3, and as one of Keras 2, on to the graph of operations. */
public final class ConfigFuzzTarget {

    private ConfigFuzzTarget() {}

    /** Called by the fuzzer for each input. */
    public static void fuzzerTestOneInput(byte[] data) {
        LoadLimits limits = LoadLimits.DEFAULT;
        Fuzzing.read(data.length, _ -> plan(ModelConfigReader.read(data, limits), limits));
        Fuzzing.read(data.length, _ -> plan(keras2(data, limits), limits));
    }

    private static ModelConfig keras2(byte[] data, LoadLimits limits) throws ModelRefusedException {
        return ModelConfigReader.read(data, "model_config", root -> LegacyConfig.translate(root, true), limits);
    }

    private static void plan(ModelConfig config, LoadLimits limits) throws ModelRefusedException {
        KerasGraph.of(config, "layers", Assets.NONE, new Refusals(), limits, CustomLayers.NONE);
    }
}
