package dev.kerasguard.keras.layers.rnn;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.layers.LayerReader;
import dev.kerasguard.keras.layers.rnn.RecurrentLayer.Options;
import java.util.Map;

/** The recurrent layers by class name. */
public final class RecurrentLayers {

    /** All of them. */
    public static final Map<String, LayerReader> ALL = Map.of(
            "SimpleRNN", LayerReader.of(settings -> layer(settings, CellStack.of(SimpleRnnCell.read(settings)))),
            "LSTM", LayerReader.of(settings -> layer(settings, CellStack.of(LstmCell.read(settings)))),
            "GRU", LayerReader.of(settings -> layer(settings, CellStack.of(GruCell.read(settings)))),
            "RNN", LayerReader.of(settings -> layer(settings, CellStack.read(settings))),
            "ConvLSTM1D", LayerReader.of(settings -> convolution(settings, 1)),
            "ConvLSTM2D", LayerReader.of(settings -> convolution(settings, 2)),
            "ConvLSTM3D", LayerReader.of(settings -> convolution(settings, 3)),
            "Bidirectional", BidirectionalLayer::read,
            "TimeDistributed", TimeDistributedLayer::read);

    private RecurrentLayers() {}

    private static RecurrentLayer layer(Settings settings, CellStack stack) throws ModelRefusedException {
        return new RecurrentLayer(stack, Options.read(settings), 3, false);
    }

    private static RecurrentLayer convolution(Settings settings, int rank) throws ModelRefusedException {
        boolean channelsFirst = switch (settings.string("data_format", "channels_last")) {
            case "channels_last" -> false;
            case "channels_first" -> true;
            default -> throw settings.unsupported("data_format", "\"channels_last\" or \"channels_first\"");
        };
        CellStack stack = CellStack.of(ConvLstmCell.read(settings, rank));
        return new RecurrentLayer(stack, Options.read(settings), rank + 3, channelsFirst);
    }
}
