package dev.kerasguard.keras.layers.rnn;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.Dim;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.LinearOp.Padding;
import dev.kerasguard.keras.graph.RecurrentOp;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.CallBudget;
import dev.kerasguard.keras.layers.LayerScope;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The cell of {@code ConvLSTM1D}, {@code 2D} and {@code 3D}, on (batch, steps, dimensions..., channels). Weights:
 * kernel (window..., in, 4 filters), recurrent kernel (window..., filters, 4 filters), bias (4 filters).
 */
record ConvLstmCell(
        int filters,
        List<Integer> window,
        List<Integer> strides,
        List<Integer> dilations,
        Padding padding,
        boolean bias,
        Gates gates)
        implements Cell {

    static ConvLstmCell read(Settings settings, int rank) throws ModelRefusedException {
        List<Integer> ones = Collections.nCopies(rank, 1);
        List<Integer> strides = settings.sizes("strides", rank, 1, ones);
        List<Integer> dilations = settings.sizes("dilation_rate", rank, 1, ones);
        if (Collections.max(strides) > 1 && Collections.max(dilations) > 1) {
            throw settings.invalid("dilation_rate", "must be 1 where strides are larger than 1");
        }
        String padding = settings.string("padding", "valid").toLowerCase(Locale.ROOT);
        if (!padding.equals("valid") && !padding.equals("same")) {
            throw settings.unsupported("padding", "\"valid\" or \"same\"");
        }
        if (!settings.has("kernel_size")) {
            throw settings.invalid("kernel_size", "must be one whole number or " + rank);
        }
        return new ConvLstmCell(
                settings.integer("filters", 1),
                settings.sizes("kernel_size", rank, 1, ones),
                strides,
                dilations,
                padding.equals("same") ? Padding.SAME : Padding.VALID,
                settings.bool("use_bias", true),
                Gates.read(settings));
    }

    @Override
    public int states() {
        return 2;
    }

    @Override
    public Steps run(LayerScope scope, Tensor sequence, @Nullable List<Tensor> initial, int kept)
            throws ModelRefusedException {
        GraphBuilder graph = scope.graph();
        int rank = window.size();
        for (int axis = 2; axis < rank + 3; axis++) {
            scope.size(sequence, axis);
        }
        Tensor kernel = scope.weight(0, kernel(sequence.size(-1)));
        Tensor recurrent = scope.weight(1, kernel(filters));
        Tensor rows = graph.op(new RecurrentOp.Fold(), sequence);
        Tensor filtered = graph.conv(rows, kernel, strides, dilations, padding, 1);
        if (bias) {
            filtered = graph.biasAdd(filtered, scope.weight(2, 4L * filters));
        }
        Tensor projected = graph.op(new RecurrentOp.Unfold(), filtered, sequence);
        CallBudget.check(projected, scope.place());
        Dim[] sizes = IntStream.range(0, rank + 1)
                .mapToObj(i -> Dim.of(i == rank ? filters : projected.size(i + 2)))
                .toArray(Dim[]::new);
        List<Tensor> before = Sequences.initial(scope, sequence, initial, 2, sizes);
        List<Integer> ones = Collections.nCopies(rank, 1);
        return Sequences.scan(scope, List.of(projected), before, kept, (step, inputs, states) -> {
            Tensor product = step.conv(states.getFirst(), recurrent, ones, ones, Padding.SAME, 1);
            return gates.remember(step, step.add(inputs.getFirst(), product), states.getLast());
        });
    }

    private long[] kernel(long channels) {
        return LongStream.concat(window.stream().mapToLong(Integer::longValue), LongStream.of(channels, 4L * filters))
                .toArray();
    }
}
