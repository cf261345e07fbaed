package dev.kerasguard.keras.layers.rnn;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.KerasObject;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.layers.LayerScope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The cells of a recurrent layer, each of which takes what the one before gives. A step of all of them leaves all their
 * states alone when it does not count: so each can go through the whole sequence before the next one starts.
 */
record CellStack(List<Placed> cells) {

    private static final Map<String, Kind> KINDS = Map.of(
            "SimpleRNNCell", new Kind("simple_rnn_cell", SimpleRnnCell::read),
            "LSTMCell", new Kind("lstm_cell", LstmCell::read),
            "GRUCell", new Kind("gru_cell", GruCell::read));

    private static final int MAX_CELLS = 256;
    private static final int MAX_NESTING = 8;

    CellStack {
        cells = List.copyOf(cells);
    }

    /**
     * A cell and where its weights are.
     *
     * @param path below the layer's own group
     * @param object the cell as the file has it; null when the layer made it for itself
     */
    record Placed(Cell cell, String path, @Nullable KerasObject object) {
        LayerScope scope(LayerScope layer) throws ModelRefusedException {
            return object == null ? layer.child(path) : layer.child(path, object);
        }
    }

    private record Kind(String path, Reader reader) {}

    @FunctionalInterface
    private interface Reader {
        Cell read(Settings settings) throws ModelRefusedException;
    }

    /** The one cell that a layer such as LSTM makes for itself. */
    static CellStack of(Cell cell) {
        return new CellStack(List.of(new Placed(cell, "cell", null)));
    }

    /** The setting {@code cell} of the layer RNN. */
    static CellStack read(Settings settings) throws ModelRefusedException {
        List<Placed> cells = new ArrayList<>();
        add(settings.layer("cell"), "cell", cells, 0);
        return new CellStack(cells);
    }

    private static void add(KerasObject object, String path, List<Placed> to, int depth) throws ModelRefusedException {
        boolean stack = isStack(object);
        if (depth > MAX_NESTING || to.size() >= MAX_CELLS) {
            throw object.config().invalid("cells", "are more than " + MAX_CELLS + ", or nest too deep");
        }
        if (!stack) {
            Kind kind = KINDS.get(object.className());
            if (kind == null || !object.module().equals("keras.layers")) {
                throw object.refused("is not among the cells "
                        + KINDS.keySet().stream().sorted().toList());
            }
            to.add(new Placed(kind.reader().read(object.config()), path, object));
            return;
        }
        Map<String, Integer> used = new HashMap<>();
        int index = 0;
        for (var each : object.config().array("cells")) {
            KerasObject cell = KerasObject.read(each, object.place() + " cells[" + index++ + "]");
            Kind kind = KINDS.get(cell.className());
            String name = isStack(cell) || kind == null ? "stacked_rnn_cells" : kind.path();
            int before = used.merge(name, 1, Integer::sum) - 1;
            add(cell, path + "/cells/" + name + (before == 0 ? "" : "_" + before), to, depth + 1);
        }
        if (index == 0) {
            throw object.config().invalid("cells", "must hold at least one cell");
        }
    }

    private static boolean isStack(KerasObject object) {
        return object.className().equals("StackedRNNCells") && object.module().equals("keras.layers");
    }

    /** How many states there are in all. */
    int states() {
        return cells.stream().mapToInt(each -> each.cell().states()).sum();
    }
}
