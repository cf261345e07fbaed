package dev.kerasguard.keras.layers.merging;

import dev.kerasguard.keras.ModelRefusedException;
import dev.kerasguard.keras.config.Settings;
import dev.kerasguard.keras.graph.DType;
import dev.kerasguard.keras.graph.Dim;
import dev.kerasguard.keras.graph.ElementwiseOp.BinaryKind;
import dev.kerasguard.keras.graph.GraphBuilder;
import dev.kerasguard.keras.graph.ReduceOp.Kind;
import dev.kerasguard.keras.graph.Tensor;
import dev.kerasguard.keras.layers.Arguments;
import dev.kerasguard.keras.layers.LayerBuilder;
import dev.kerasguard.keras.layers.LayerScope;
import dev.kerasguard.keras.layers.Value;
import dev.kerasguard.keras.layers.Value.Leaf;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** {@code Concatenate} along any axis but the batch. */
record ConcatenateLayer(int axis) implements LayerBuilder {

    static ConcatenateLayer read(Settings settings) throws ModelRefusedException {
        return new ConcatenateLayer(settings.integer("axis", -8, -1));
    }

    @Override
    public Value call(LayerScope scope, Arguments arguments) throws ModelRefusedException {
        List<Leaf> inputs = MergeInputs.of(scope, arguments);
        int front = scope.axis(axis, inputs.getFirst().tensor());
        if (front == 0) {
            throw scope.invalid("would join the rows of a batch");
        }
        GraphBuilder graph = scope.graph();
        Tensor joined = graph.concatenate(inputs.stream().map(Leaf::tensor).toList(), front);
        return new Leaf(joined, mask(graph, inputs, front));
    }

    /** Tensors without a mask count whole; a step counts when any of its numbers does. */
    private static @Nullable Tensor mask(GraphBuilder graph, List<Leaf> inputs, int front) {
        if (inputs.stream().allMatch(each -> each.mask() == null)) {
            return null;
        }
        List<Tensor> masks = new ArrayList<>();
        for (Leaf each : inputs) {
            Tensor x = each.tensor();
            Tensor mask = each.mask();
            Dim[] like = IntStream.range(0, x.rank()).mapToObj(Dim::same).toArray(Dim[]::new);
            if (mask == null) {
                masks.add(graph.full(DType.BOOL, 1, x, like));
            } else if (mask.rank() < x.rank()) {
                Tensor steps = graph.expandDims(mask, -1);
                masks.add(graph.binary(BinaryKind.LOGICAL_OR, steps, graph.full(DType.BOOL, 0, x, like)));
            } else {
                masks.add(mask);
            }
        }
        return graph.reduce(Kind.ANY, graph.concatenate(masks, front), false, -1);
    }
}
