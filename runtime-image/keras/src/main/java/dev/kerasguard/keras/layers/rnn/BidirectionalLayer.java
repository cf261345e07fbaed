package dev.kerasguard.keras.layers.rnn;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.KerasObject;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.Arguments;
import dev.kerasguard.keras.layers.LayerBuilder;
import dev.kerasguard.keras.layers.LayerCatalog;
import dev.kerasguard.keras.layers.LayerScope;
import dev.kerasguard.keras.layers.Value;
import dev.kerasguard.keras.layers.Value.Leaf;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code Bidirectional}: a recurrent layer in each direction, and what they give put together. */
record BidirectionalLayer(Direction forward, Direction backward, Merge merge) implements LayerBuilder {

    /** A layer and the object in the file that says what it is. */
    record Direction(RecurrentLayer layer, KerasObject object) {}

    /** How what both directions give becomes one. */
    enum Merge {
        CONCAT,
        SUM,
        MUL,
        AVE,
        /** Not at all: both are given. */
        NONE
    }

    static BidirectionalLayer read(Settings settings, LayerCatalog catalog) throws ModelRefusedException {
        KerasObject object = settings.layer("layer");
        Direction forward = new Direction(recurrent(settings, object, catalog).zeroing(), object);
        Direction backward;
        if (settings.has("backward_layer")) {
            KerasObject other = settings.layer("backward_layer");
            backward = new Direction(recurrent(settings, other, catalog).zeroing(), other);
        } else {
            // Keras makes it of the other one, which then must go forwards.
            backward = new Direction(forward.layer().reversed(), object);
        }
        RecurrentLayer.Options a = forward.layer().options();
        RecurrentLayer.Options b = backward.layer().options();
        if (a.backwards() == b.backwards() || a.sequences() != b.sequences() || a.state() != b.state()) {
            throw settings.invalid(
                    "backward_layer",
                    "must differ from \"layer\" in go_backwards, and agree in return_sequences and return_state");
        }
        return new BidirectionalLayer(forward, backward, merge(settings));
    }

    private static RecurrentLayer recurrent(Settings settings, KerasObject object, LayerCatalog catalog)
            throws ModelRefusedException {
        if (catalog.read(object) instanceof RecurrentLayer layer) {
            return layer;
        }
        throw settings.unsupported("layer", "RNN, LSTM, GRU, SimpleRNN, ConvLSTM1D, ConvLSTM2D, ConvLSTM3D");
    }

    private static Merge merge(Settings settings) throws ModelRefusedException {
        if (!settings.has("merge_mode")) {
            return settings.node().has("merge_mode") ? Merge.NONE : Merge.CONCAT;
        }
        return switch (settings.string("merge_mode")) {
            case "concat" -> Merge.CONCAT;
            case "sum" -> Merge.SUM;
            case "mul" -> Merge.MUL;
            case "ave" -> Merge.AVE;
            default -> throw settings.unsupported("merge_mode", "\"concat\", \"sum\", \"mul\", \"ave\" or null");
        };
    }

    @Override
    public Set<String> keywords() {
        return RecurrentCall.KEYWORDS;
    }

    @Override
    public Value call(LayerScope scope, Arguments arguments) throws ModelRefusedException {
        RecurrentCall call = RecurrentCall.read(scope, arguments);
        List<Tensor> initial = call.initial();
        int half = initial == null ? 0 : initial.size() / 2;
        List<Leaf> first =
                run(scope, forward, "forward_layer", call, initial == null ? null : initial.subList(0, half));
        List<Leaf> second = run(
                scope,
                backward,
                "backward_layer",
                call,
                initial == null ? null : initial.subList(half, initial.size()));
        GraphBuilder graph = scope.graph();
        boolean sequences = forward.layer().options().sequences();
        Tensor one = graph.cast(first.getFirst().tensor(), scope.policy().compute());
        Tensor back = graph.cast(second.getFirst().tensor(), scope.policy().compute());
        Tensor two = sequences ? graph.flip(back, 1) : back;
        Tensor mask = sequences ? call.carried() : null;
        List<Value> all = new ArrayList<>();
        switch (merge) {
            case CONCAT -> all.add(new Leaf(graph.concatenate(List.of(one, two), -1), mask));
            case SUM -> all.add(new Leaf(graph.add(one, two), mask));
            case MUL -> all.add(new Leaf(graph.multiply(one, two), mask));
            case AVE -> all.add(new Leaf(graph.multiply(graph.add(one, two), 0.5), mask));
            case NONE -> {
                all.add(new Leaf(one, mask));
                all.add(new Leaf(two, mask));
            }
        }
        all.addAll(first.subList(1, first.size()));
        all.addAll(second.subList(1, second.size()));
        return all.size() == 1 ? all.getFirst() : new Value.Sequence(all);
    }

    private static List<Leaf> run(
            LayerScope scope, Direction direction, String name, RecurrentCall call, @Nullable List<Tensor> initial)
            throws ModelRefusedException {
        LayerScope own = scope.child(name, direction.object());
        Tensor sequence = scope.graph().cast(call.sequence(), own.policy().compute());
        return direction
                .layer()
                .call(own, new RecurrentCall(sequence, initial, call.mask(), call.carried()))
                .leaves();
    }
}
