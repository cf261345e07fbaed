package dev.kerasguard.keras.layers.rnn;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.Arguments;
import dev.kerasguard.keras.layers.LayerBuilder;
import dev.kerasguard.keras.layers.LayerScope;
import dev.kerasguard.keras.layers.Value;
import dev.kerasguard.keras.layers.Value.Leaf;
import dev.kerasguard.keras.layers.rnn.CellStack.Placed;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code RNN}, {@code LSTM}, {@code GRU}, {@code SimpleRNN} and {@code ConvLSTM}: cells that go through a sequence.
 * Whether Keras would unroll them, and how it would order their products, changes nothing.
 *
 * @param rank dimensions of the sequence
 * @param channelsFirst whether the channels come before the other dimensions of each step
 */
record RecurrentLayer(CellStack stack, Options options, int rank, boolean channelsFirst) implements LayerBuilder {

    /**
     * What all of them can be asked for.
     *
     * @param sequences whether what each step gives is wanted, and not what the last one gives
     * @param state whether the last states are wanted too
     * @param backwards whether the last step comes first; what is given is then in that order
     * @param zero whether a step that does not count gives zeros
     */
    record Options(boolean sequences, boolean state, boolean backwards, boolean zero) {

        static Options read(Settings settings) throws ModelRefusedException {
            if (settings.bool("stateful", false)) {
                throw settings.unsupported(
                        "stateful",
                        "false, since a server keeps nothing from one request to the next: set stateful=False and"
                                + " return_state=True, pass initial_state, and let clients send the states back");
            }
            if (settings.bool("time_major", false)) {
                throw settings.unsupported("time_major", "false");
            }
            return new Options(
                    settings.bool("return_sequences", false),
                    settings.bool("return_state", false),
                    settings.bool("go_backwards", false),
                    settings.bool("zero_output_for_mask", false));
        }
    }

    /** The same layer in the other direction. */
    RecurrentLayer reversed() {
        Options other = new Options(options.sequences(), options.state(), !options.backwards(), options.zero());
        return new RecurrentLayer(stack, other, rank, channelsFirst);
    }

    /** The same layer, whose steps that do not count give zeros when all steps are wanted. */
    RecurrentLayer zeroing() {
        Options other = new Options(options.sequences(), options.state(), options.backwards(), options.sequences());
        return new RecurrentLayer(stack, other, rank, channelsFirst);
    }

    @Override
    public Set<String> keywords() {
        return RecurrentCall.KEYWORDS;
    }

    @Override
    public Value call(LayerScope scope, Arguments arguments) throws ModelRefusedException {
        return call(scope, RecurrentCall.read(scope, arguments));
    }

    Value call(LayerScope scope, RecurrentCall call) throws ModelRefusedException {
        List<Tensor> given = run(scope, call);
        Leaf output = new Leaf(given.getFirst(), options.sequences() ? call.carried() : null);
        if (!options.state()) {
            return output;
        }
        List<Value> all = new ArrayList<>(List.of(output));
        given.subList(1, given.size()).forEach(each -> all.add(new Leaf(each)));
        return new Value.Sequence(all);
    }

    /** What it gives, and then the last states. */
    private List<Tensor> run(LayerScope scope, RecurrentCall call) throws ModelRefusedException {
        scope.requireRank(call.sequence(), rank, rank == 3 ? "batch, steps, features" : "batch, steps, image");
        List<Tensor> initial = call.initial();
        if (initial != null && initial.size() != stack.states()) {
            throw scope.invalid("has " + stack.states() + " states and is called with " + initial.size());
        }
        GraphBuilder graph = scope.graph();
        Tensor mask = call.mask();
        Tensor sequence = channelsLast(graph, call.sequence(), 2);
        if (options.backwards()) {
            sequence = graph.flip(sequence, 1);
            mask = mask == null ? null : graph.flip(mask, 1);
        }
        MaskedSteps masked = mask == null ? null : MaskedSteps.of(graph, mask);
        if (masked != null) {
            sequence = masked.front(sequence);
        }
        List<Tensor> states = new ArrayList<>();
        Tensor output = null;
        int used = 0;
        for (Placed placed : stack.cells()) {
            Cell cell = placed.cell();
            LayerScope own = placed.scope(scope);
            List<Tensor> first =
                    initial == null ? null : channelsLast(graph, initial.subList(used, used + cell.states()));
            used += cell.states();
            boolean ends = used == stack.states();
            int kept = masked != null && options.state()
                    ? cell.states()
                    : !ends || masked != null || options.sequences() ? 1 : 0;
            Cell.Steps steps = cell.run(own, graph.cast(sequence, own.policy().compute()), first, kept);
            for (int i = 0; options.state() && i < cell.states(); i++) {
                states.add(
                        masked == null
                                ? steps.last().get(i)
                                : masked.state(
                                        steps.all().get(i), steps.initial().get(i)));
            }
            output = ends ? output(masked, steps) : null;
            sequence = ends ? sequence : steps.all().getFirst();
        }
        return finished(scope, output, states);
    }

    private Tensor output(@Nullable MaskedSteps masked, Cell.Steps steps) {
        if (masked == null) {
            return options.sequences() ? steps.all().getFirst() : steps.last().getFirst();
        }
        Tensor run = steps.all().getFirst();
        return options.sequences() ? masked.each(run, options.zero()) : masked.last(run, options.zero());
    }

    private List<Tensor> finished(LayerScope scope, @Nullable Tensor output, List<Tensor> states)
            throws ModelRefusedException {
        if (output == null) {
            throw scope.invalid("has no cells");
        }
        GraphBuilder graph = scope.graph();
        List<Tensor> all = new ArrayList<>();
        all.add(asCalled(graph, output, options.sequences() ? 2 : 1));
        states.forEach(each -> all.add(asCalled(graph, each, 1)));
        return all.stream()
                .map(each -> graph.cast(each, scope.policy().compute()))
                .toList();
    }

    private List<Tensor> channelsLast(GraphBuilder graph, List<Tensor> states) {
        return states.stream().map(each -> channelsLast(graph, each, 1)).toList();
    }

    private Tensor channelsLast(GraphBuilder graph, Tensor x, int channels) {
        return channelsFirst && x.rank() > channels ? graph.moveAxis(x, channels, -1) : x;
    }

    private Tensor asCalled(GraphBuilder graph, Tensor x, int channels) {
        return channelsFirst ? graph.moveAxis(x, -1, channels) : x;
    }
}
