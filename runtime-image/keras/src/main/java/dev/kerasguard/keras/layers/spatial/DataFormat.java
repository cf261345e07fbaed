package dev.kerasguard.keras.layers.spatial;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.Tensor;

/** Where a layer has its channels; graphs have them last. */
public enum DataFormat {
    /** (batch, dimensions..., channels). */
    CHANNELS_LAST,
    /** (batch, channels, dimensions...). */
    CHANNELS_FIRST;

    /** The setting {@code data_format}; channels are last where it is not said. */
    public static DataFormat read(Settings settings) throws ModelRefusedException {
        return switch (settings.string("data_format", "channels_last")) {
            case "channels_last" -> CHANNELS_LAST;
            case "channels_first" -> CHANNELS_FIRST;
            default -> throw settings.unsupported("data_format", "channels_last, channels_first");
        };
    }

    /** A tensor of this format with its channels last. */
    public Tensor toLast(GraphBuilder graph, Tensor x) {
        if (this == CHANNELS_LAST || x.rank() < 3) {
            return x;
        }
        return graph.moveAxis(x, 1, -1);
    }

    /** A tensor with its channels last in this format. */
    public Tensor fromLast(GraphBuilder graph, Tensor x) {
        if (this == CHANNELS_LAST || x.rank() < 3) {
            return x;
        }
        return graph.moveAxis(x, -1, 1);
    }
}
